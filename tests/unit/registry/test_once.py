"""One audited answer of each group, file and look."""

from __future__ import annotations

from peel.images.decode import decode
from peel.registry import once
from peel.types.ticket import Audited
from tests.unit.feedback.conftest import answer, said
from tests.unit.registry.conftest import coloured


def _audited(*, has_label=False, **fields):
    ticket = answer(**fields)
    return Audited(ticket=ticket, label=said(ticket.ticket) if has_label else None)


def test_group_and_file_count_once():
    every = [
        _audited(item="aa" * 32, group="1"),
        _audited(item="aa" * 32, group="2"),
        _audited(item="bb" * 32, group="1"),
        _audited(item="cc" * 32, group="3"),
    ]
    assert list(once.of_each(every)) == [every[0], every[3]]


def test_labelled_one_stands_for_its_group():
    every = [_audited(item="aa" * 32), _audited(item="bb" * 32, has_label=True)]
    assert list(once.of_each(every)) == [every[1]]


def test_look_is_new_once():
    first, other = (decode(data) for data, _ in coloured(2))
    looks = once.Looks()
    assert [looks.is_new(shown) for shown in (first, other, first)] == [True, True, False]


def test_lost_picture_is_none(registry):
    assert once.picture(registry.state, "ab" * 32) is None
