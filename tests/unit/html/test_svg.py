"""Elements are escaped, short, and fluid."""

from __future__ import annotations

from peel.html.svg import across, at, curve, picture, stretched, tag


def test_text_and_values_are_escaped() -> None:
    assert tag("text", {"class": 'a"b'}, "<b>&") == '<text class="a&#34;b">&lt;b&gt;&amp;</text>'


def test_markup_inside_is_kept() -> None:
    assert tag("g", {}, tag("rect", {})) == "<g><rect></rect></g>"


def test_attribute_without_value_is_left_out() -> None:
    assert tag("line", {"x1": None, "y1": 0}) == '<line y1="0"></line>'


def test_numbers_lose_needless_digits() -> None:
    assert across(1 / 3) == "33.33%"
    assert curve([(0.5, -0.001), (1, -2.5)], "Z") == "M50 0L100 -2.5Z"


def test_picture_says_what_it_shows() -> None:
    assert 'role="img" aria-label="a &lt;b&gt;"' in picture(10, "a <b>")


def test_inner_picture_is_stretched() -> None:
    assert 'viewBox="0 0 100 40" preserveAspectRatio="none"' in stretched(40)


def test_pixels_lie_around_a_place() -> None:
    assert at(0.25, 7, tag("path", {})).startswith('<svg class="at" x="25%" y="7">')
