"""One page: sealed, and the same for every stage that writes one."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from jinja2 import UndefinedError

from peel.html import page

PACKAGES = ("peel.report", "peel.validation", "peel.problems.classification.report")


def test_page_allows_its_own_style_only() -> None:
    html = page.finish(page.environment("peel.html"), "frame.html")
    assert re.findall(r"(?:src|href)=\"(?!data:)", html) == []
    assert html.count("sha256-") == 2
    assert "default-src &#39;none&#39;" in html
    assert html == page.finish(page.environment("peel.html"), "frame.html")


@pytest.mark.parametrize("package", PACKAGES)
def test_look_stands_in_one_place(package: str) -> None:
    """No template brings a style or a script of its own."""
    for one in files(package).joinpath("templates").iterdir():
        assert not re.search(r"<style|<script|style=", one.read_text("utf-8")), one.name


def test_values_are_escaped_and_needed() -> None:
    pages = page.environment("peel.html")
    assert pages.from_string("{{ name|shown }}").render(name="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        pages.from_string("{{ nothing }}").render()
