"""What the telling face of every kind must hold, as checks that ship: run them on a kind of your own.

    @pytest.mark.parametrize("check", report_checks(), ids=lambda check: check.__name__)
    def test_kind_tells_as_it_should(check):
        check(REPORT, Findings(...))

Each check raises AssertionError with what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

from peel.problem import Report
from peel.report import glossary
from peel.types.report import Findings

Check = Callable[[Report, Findings], None]
_VOID = ("img", "br")


def report_checks() -> tuple[Check, ...]:
    """The checks of the telling face."""
    return (
        check_wording_is_complete,
        check_glossary_explains_what_is_linked,
        check_sections_have_heading_and_place,
        check_every_element_is_closed,
        check_page_keeps_its_one_look,
        check_same_test_gives_same_words,
        check_steps_say_why,
    )


def check_wording_is_complete(report: Report, findings: Findings) -> None:  # noqa: ARG001
    """No sentence of the page has a hole."""
    assert all(value for key, value in report.wording.model_dump().items() if key != "meanings")


def check_glossary_explains_what_is_linked(report: Report, findings: Findings) -> None:
    """Every `parts.term` has its word, and no word is explained twice."""
    ids = [word.id for word in glossary.words(report.glossary)]
    assert len(ids) == len(set(ids)), ids
    assert set(re.findall(r'href="#word-(\w+)"', _html(report, findings))) <= set(ids)


def check_sections_have_heading_and_place(report: Report, findings: Findings) -> None:
    """The contents can lead there."""
    for section in report.sections(findings):
        assert section.title
        assert section.body.lstrip().startswith(f'<h2 id="{section.name}-head">'), section.name


def check_every_element_is_closed(report: Report, findings: Findings) -> None:
    """One that is not would take the rest of the page with it."""
    _Elements(_html(report, findings)).check()


def check_page_keeps_its_one_look(report: Report, findings: Findings) -> None:
    """The page's seal would switch off a script or a style, so that the part would be broken; nothing is loaded."""
    html = _html(report, findings)
    assert not re.search(r"<(script|style|link)\b|\sstyle=|\son\w+=", re.sub(r"&\w+;", "", html))
    assert all(address.startswith("data:") for address in re.findall(r'\ssrc="([^"]*)"', html))


def check_same_test_gives_same_words(report: Report, findings: Findings) -> None:
    """No clock and no chance: the same run gives the same page."""
    assert _html(report, findings) == _html(report, findings)


def check_steps_say_why(report: Report, findings: Findings) -> None:
    """Each step has a title and a reason, also where nothing was learnt."""
    for step in (*report.steps(findings), report.without_skill(findings)):
        assert step.title
        assert step.text.endswith((".", "?"))


def _html(report: Report, findings: Findings) -> str:
    return report.details(findings) + "".join(one.body for one in report.sections(findings))


class _Elements(HTMLParser):
    """Which elements are open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self._html = html

    def check(self) -> None:
        self.feed(self._html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, tag
