"""The telling face as a whole."""

from __future__ import annotations

import pytest

from peel.problems.multilabel.report import REPORT
from peel.testing.reports import Check, report_checks
from peel.types.report import Findings


@pytest.mark.parametrize("check", report_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", ["findings", "perfect", "many"])
def test_kind_tells_as_it_should(check: Check, name: str, request: pytest.FixtureRequest) -> None:
    check(REPORT, request.getfixturevalue(name))


def test_names_cannot_break_out(findings: Findings) -> None:
    told = REPORT.details(findings) + REPORT.sections(findings)[0].body
    assert "<b>dog" not in told
    assert "&lt;b&gt;dog" in told
