"""The telling face as a whole."""

from __future__ import annotations

import pytest

from peel.problem import find_report
from peel.testing.reports import Check, report_checks
from peel.types.report import Findings


@pytest.mark.parametrize("check", report_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", ["findings", "perfect", "many"])
def test_kind_tells_as_it_should(check: Check, name: str, request: pytest.FixtureRequest) -> None:
    report = find_report("classification")
    assert report
    check(report, request.getfixturevalue(name))


def test_names_cannot_break_out(findings: Findings) -> None:
    report = find_report("classification")
    assert report
    told = report.details(findings) + report.sections(findings)[0].body
    assert "<b>elm" not in told
    assert "&lt;b&gt;elm" in told
