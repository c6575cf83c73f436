"""The checks of the telling face find what they are for."""

from __future__ import annotations

from typing import Any

import pytest

from peel.report.plain import PLAIN, Plain
from peel.testing import reports
from peel.testing.reports import Check
from peel.types.report import Findings, Section, Wording
from peel.types.score import Verdict

VERDICT = {"verdict": "fail", "metric": "right", "score": 0.5, "low": 0.4, "high": 0.6}


@pytest.fixture
def findings() -> Findings:
    verdict = Verdict(**VERDICT, threshold=0.9, probability=0.01)
    nothing: dict[str, Any] = {"details": {}, "predictions": {}, "mistakes": (), "parts": {}}
    return Findings(n_test=4, verdict=verdict, scores=(), **nothing)


class Broken(Plain):
    """Says one thing that no kind may say."""

    def __init__(self, told: str) -> None:
        self.told = told

    def details(self, findings: Findings) -> str:  # noqa: ARG002
        return self.told


class Headless(Plain):
    """A section without a heading."""

    def sections(self, findings: Findings) -> tuple[Section, ...]:  # noqa: ARG002
        return (Section(name="own", title="Own", body="<p>no heading</p>"),)


class Silent(Plain):
    """No name for what a label states."""

    wording = Wording(one="")


class Twice(Plain):
    """A word that the page explains already."""

    glossary = (*Plain.glossary, Plain.glossary[0])


@pytest.mark.parametrize("check", reports.report_checks(), ids=lambda check: check.__name__)
def test_plain_report_keeps_the_contract(check: Check, findings: Findings) -> None:
    check(PLAIN, findings)


@pytest.mark.parametrize(
    ("check", "report"),
    [
        (reports.check_wording_is_complete, Silent()),
        (reports.check_glossary_explains_what_is_linked, Broken('<a href="#word-none">x</a>')),
        (reports.check_glossary_explains_what_is_linked, Twice()),
        (reports.check_sections_have_heading_and_place, Headless()),
        (reports.check_every_element_is_closed, Broken("<p><b>x</p>")),
        (reports.check_every_element_is_closed, Broken("<p>")),
        (reports.check_page_keeps_its_one_look, Broken("<script>x</script>")),
        (reports.check_page_keeps_its_one_look, Broken('<p style="x">y</p>')),
        (reports.check_page_keeps_its_one_look, Broken('<img src="https://x">')),
    ],
)
def test_broken_report_is_found(check: Check, report: Plain, findings: Findings) -> None:
    with pytest.raises(AssertionError):
        check(report, findings)
