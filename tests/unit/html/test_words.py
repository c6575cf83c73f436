"""Numbers that say neither more nor less than they know."""

from __future__ import annotations

import pytest

from peel.html import words
from peel.types.score import Score


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.0001, "under 0.1%"), (0.5, "50%"), (0.99951, "over 99.9%"), (1, "100%")],
)
def test_percent_never_claims_all(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_column_of_shares_is_aligned() -> None:
    assert [words.fixed(share) for share in (0, 0.5, 1)] == ["0.0%", "50.0%", "100.0%"]


def test_near_miss_stays_visible() -> None:
    assert words.beside(0.89999, 0.9) == "89.999%"
    assert words.beside(0.9 - 1e-12, 0.9) == "90.0000000%"


def test_points_have_their_singular() -> None:
    assert words.points(0.01) == "1 point"
    assert words.points(1e-5) == "under 0.1 points"


def test_scores_are_shown_in_their_unit() -> None:
    share = Score(name="accuracy", value=0.9, low=0.8, high=0.95)
    nats = Score(name="log_loss", value=0.9, low=0.8, high=0.95, unit="nats")
    assert words.value(share.value, share.unit) == "90.0%"
    assert words.value(nats.value, nats.unit) == "0.900"
    assert words.spread(share) == words.ends(0.8, 0.95)
    assert words.spread(nats).startswith("0.800")


def test_counts_read_as_a_sentence() -> None:
    assert words.count(0, "class", many="classes") == "no classes"
    assert words.count(1, "class", many="classes") == "1 class"
    assert words.count(1200, "picture") == "1,200 pictures"


def test_large_numbers_get_a_word() -> None:
    assert [words.big(n) for n in (12, 3.4e6, 2e9)] == ["12", "3.4 million", "2.0 billion"]
    assert [words.short(n) for n in (12, 3.4e6, 2e9)] == ["12", "3.4 M", "2.0 G"]


def test_tiny_numbers_are_written_out() -> None:
    assert [words.tiny(n) for n in (0, 1e-3, 2.1e-6, 12.0)] == ["0", "0.001", "0.0000021", "12"]


def test_sizes_and_times_are_plain() -> None:
    assert [words.megabytes(n) for n in (5, 2e3, 3e9)] == ["5 bytes", "2.0 kB", "3.0 GB"]
    assert words.duration(3600) == "1 h 0 min"
