"""validation.html: says what was found, escapes names, needs nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from peel.types.validation import Outcome, Sides, Validation
from peel.validation.page import render

OUTCOME = Outcome(
    name="expect_column_values_to_not_be_null",
    what="every file is a whole picture",
    column="format",
    severity="warning",
    success=False,
    unexpected=2,
    observed="",
    examples=["<b>.png"],
)
FOUND = Validation(
    n_items=12,
    n_good=10,
    n_bad=2,
    bad_share=0.166667,
    limit=0.2,
    reasons={"P304": 2},
    classes={"cat": 5, "<dog>": 5},
    expectations=[OUTCOME],
    formats={"JPEG": 10},
    modes={"RGB": 10},
    sides=Sides(min=20, median=30, max=40),
    stopped="",
)


def _aside(path: str, code: str = "P304", line: int = 0) -> dict[str, Any]:
    return {"path": path, "line": line, "code": code, "reason": f"bad: {path}", "do": "mend it"}


def _page(
    found: Validation = FOUND, *aside: dict[str, Any], skipped: list[dict[str, Any]] | None = None
) -> str:
    return render(found, quarantine=aside, skipped=skipped or [])


class _Tags(HTMLParser):
    """Open tags, and complaints about those that are not closed in order."""

    VOID = frozenset(("meta", "link"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_tag_is_closed() -> None:
    tags = _Tags()
    tags.feed(_page(FOUND, _aside("a"), _aside("b", "P322", 7), skipped=[_aside("c", "P210")]))
    assert (tags.open, tags.wrong) == ([], [])


def test_films_beside_pictures_are_told() -> None:
    film = _aside("a.mp4", "P210") | {"reason": "a film beside pictures"}
    page = _page(FOUND, _aside("a"), skipped=[film, _aside("c")])
    assert "<strong>3</strong> put aside, 2 of them when the source was read</li>" in page
    assert "1 film was left out, because pictures lie beside" in page
    assert "left out, because" not in _page(FOUND, _aside("a"), skipped=[_aside("c")])


def test_headline_counts_what_is_used() -> None:
    page = _page(FOUND, _aside("a"), _aside("b"), skipped=[_aside("c")])
    assert ">10 of 13 files are used, 3 were put aside</h1>" in page


def test_clean_data_says_so() -> None:
    page = _page(FOUND.model_copy(update={"n_good": 12, "n_bad": 0}))
    assert ">All 12 files are used</h1>" in page
    assert "<p>Nothing.</p>" in page


def test_stopped_run_says_why() -> None:
    page = _page(FOUND.model_copy(update={"stopped": "P330 too many items are unusable"}))
    assert "The run stopped here" in page
    assert "P330 too many items are unusable" in page
    assert "The rest goes on" not in page


def test_each_row_has_reason_and_action() -> None:
    page = _page(FOUND, _aside("cat/1.jpg", line=7))
    for text in ("cat/1.jpg", "line 7", "P304", "bad: cat/1.jpg", "mend it", "Broken or cut short"):
        assert text in page


def test_skipped_files_come_first() -> None:
    page = _page(FOUND, _aside("late"), skipped=[_aside("early", "P210")])
    assert page.index("bad: early") < page.index("bad: late")
    assert "Left out when the source was read: 1 file<" in page


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a\nb", "gr\udcfcn", "\u202etxt"])
def test_odd_names_are_harmless(name: str) -> None:
    page = _page(FOUND, _aside(name))
    page.encode("utf-8")
    assert name not in page


def test_long_lists_are_cut_and_counted() -> None:
    page = _page(FOUND, *(_aside(f"{i}.jpg") for i in range(250)))
    assert "199.jpg" in page
    assert "200.jpg" not in page
    assert "50 more stand in" in page


def test_no_picture_left_is_said() -> None:
    found = FOUND.model_copy(update={"n_good": 0, "classes": {}, "formats": {}, "modes": {}})
    assert "No picture is left." in _page(found)


def test_unmet_rules_show_examples() -> None:
    page = _page()
    assert "! look at it" in page
    assert "&lt;b&gt;.png" in page
    critical = FOUND.model_copy(update={"expectations": [{**OUTCOME, "severity": "critical"}]})
    assert "✗ not met" in _page(critical)


def test_page_asks_no_network() -> None:
    page = _page(FOUND, _aside("a"))
    assert re.findall(r"(?:src|href)=\"(?!data:)|@import|url\(", page) == []
    assert "default-src &#39;none&#39;" in page


def test_page_follows_light_and_dark() -> None:
    page = _page()
    assert "prefers-color-scheme: dark" in page
    assert page == _page()
