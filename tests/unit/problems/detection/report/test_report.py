"""The kind's part of the page."""

from __future__ import annotations

import pytest

from peel.problems.detection.report import REPORT
from peel.testing.reports import Check, report_checks
from peel.types.report import Findings


@pytest.mark.parametrize("check", report_checks(), ids=lambda check: check.__name__)
def test_kind_tells_as_it_should(check: Check, findings: Findings) -> None:
    check(REPORT, findings)


@pytest.mark.parametrize("check", report_checks(), ids=lambda check: check.__name__)
def test_perfect_test_is_told_too(check: Check, perfect: Findings) -> None:
    check(REPORT, perfect)


def test_names_from_data_are_escaped(findings: Findings) -> None:
    page = REPORT.details(findings) + REPORT.sections(findings)[0].body
    assert "<b>dog" not in page
    assert "&lt;b&gt;dog" in page
