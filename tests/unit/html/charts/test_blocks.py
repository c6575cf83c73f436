"""What is kept and what is cut away."""

from __future__ import annotations

from peel.html.charts import blocks


def test_deeper_boxes_are_gone() -> None:
    drawn = blocks.draw(range(5), 2, taps={1, 2}, label="3 of 5")
    assert [drawn.count(f'class="{kind}"') for kind in ("kept", "gone", "tap")] == [3, 2, 2]
    assert "cut away" in drawn


def test_whole_network_is_not_cut() -> None:
    assert "cut away" not in blocks.draw(range(5), 4, taps={4}, label="all")


def test_single_depth_fills_the_width() -> None:
    assert 'width="99.2%"' in blocks.draw(range(3, 4), 3, taps={3}, label="one")
