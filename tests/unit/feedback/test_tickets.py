"""Tickets: ours, drawn by a secret, kept once."""

from __future__ import annotations

import math

from peel.feedback import tickets
from peel.feedback.tickets import Mint, mint_of, part_of
from tests.unit.feedback.conftest import MINT, answer


def test_every_flipped_letter_is_found():
    ticket = MINT.new(1e9)
    forged = [
        ticket[:at] + chr(ord(letter) ^ 1 << bit) + ticket[at + 1 :]
        for at, letter in enumerate(ticket)
        for bit in range(7)
    ]
    assert MINT.is_ours(ticket)
    assert not any(MINT.is_ours(text) for text in forged)


def test_odd_texts_are_not_ours():
    ticket = MINT.new(1e9)
    odd = [
        "",
        "_",
        "t_1_2_3",
        ticket.upper(),
        ticket + "0",
        ticket[:-1],
        "ä_ö",
        "\ud800_",
        ticket + " ",
    ]
    assert not any(MINT.is_ours(text) for text in odd)
    assert not Mint("another key", "audit key").is_ours(ticket)


def test_tickets_are_all_different():
    assert len({MINT.new(0) for _ in range(1000)}) == 1000


def test_drawn_share_is_the_rate():
    drawn = sum(MINT.is_drawn(f"t_{n}", 0.05) for n in range(20_000))
    assert abs(drawn - 1000) < 4 * math.sqrt(950)


def test_groups_stay_in_their_part():
    parts = [part_of(str(n), 0.3, key="k") for n in range(5_000)]
    assert parts == [part_of(str(n), 0.3, key="k") for n in range(5_000)]
    assert abs(parts.count("fresh") - 1500) < 4 * math.sqrt(1050)


def test_keys_of_an_installation_stay(state):
    assert mint_of(state) == mint_of(state)


def test_answer_is_found_as_kept(store):
    kept = answer(5.0, shadow_model="n" * 64, shadow={"probabilities": [0.5, 0.5]})
    with store.writing() as connection:
        tickets.add(connection, [kept, answer(6.0)])
        tickets.add(connection, [kept])
    assert tickets.find(store, kept.ticket) == kept
    assert tickets.find(store, "t_1") is None


def test_what_comes_beside_is_added(store):
    bare = answer(5.0, kept=False, shadow_model="", shadow=None)
    beside = {"kept": True, "group": "look", "shadow_model": "n" * 64, "shadow": {"p": [1.0]}}
    whole = bare.model_copy(update=beside)
    with store.writing() as connection:
        tickets.add(connection, [bare])
        other = whole.model_copy(update={"model": "x" * 64})
        assert tickets.complete(connection, tickets.row_of(other))
        tickets.add(connection, [bare])
    assert tickets.find(store, bare.ticket) == whole


def test_nothing_comes_beside_what_is_gone(store):
    gone = answer(5.0)
    with store.writing() as connection:
        assert not tickets.complete(connection, tickets.row_of(gone))
    assert tickets.find(store, gone.ticket) is None
