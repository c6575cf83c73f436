"""Score against depth."""

from __future__ import annotations

import pytest

from peel.html.charts import onion


def _points(n: int) -> list[onion.Point]:
    return [onion.Point(depth=d, score=0.5, low=0.4, high=0.6, text="t") for d in range(n)]


def _onion(n: int, *, curves: int = 1, threshold: float | None = 0.9) -> onion.Onion:
    return onion.Onion(
        curves=[(f"net {i}", _points(n)) for i in range(curves)],
        members=_points(2),
        model=_points(n)[-1],
        threshold=threshold,
    )


def test_each_network_has_curve_and_band() -> None:
    drawn = onion.draw(_onion(5, curves=3), label="x")
    assert [drawn.count(f'class="line s{i}"') for i in (1, 2, 3)] == [1, 1, 1]
    assert drawn.count('class="band') == 3


def test_members_are_ringed() -> None:
    assert onion.draw(_onion(5), label="x").count('class="ring"') == 2


def test_threshold_is_a_line() -> None:
    assert 'class="line asked"' in onion.draw(_onion(5), label="x")
    assert 'class="line asked"' not in onion.draw(_onion(5, threshold=None), label="x")


@pytest.mark.parametrize(("n", "numbers"), [(1, 1), (11, 11), (18, 9), (60, 6), (600, 6)])
def test_depths_have_room_for_numbers(n: int, numbers: int) -> None:
    drawn = onion.draw(_onion(n), label="x")
    assert drawn.count('y="310"') == numbers


def test_styles_begin_again_after_six() -> None:
    assert [onion.style(i) for i in (0, 5, 6)] == ["s1", "s6", "s1"]
