"""A kind without a part of its own gets the page that every kind has."""

from __future__ import annotations

from peel.report.facts import Facts
from peel.report.plain import PLAIN

Runs = dict[str, Facts]


def test_mistakes_are_shown(facts: Runs) -> None:
    (section,) = PLAIN.sections(facts["fail"].findings)
    assert section.body.count("<img") == len(facts["fail"].findings.mistakes) > 0
    assert [step.title for step in PLAIN.steps(facts["fail"].findings)] == ["Look at the mistakes"]


def test_no_mistake_needs_no_section(facts: Runs) -> None:
    findings = facts["few"].findings
    assert (PLAIN.sections(findings), PLAIN.steps(findings), PLAIN.details(findings)) == (
        (),
        [],
        "",
    )


def test_no_skill_is_said(facts: Runs) -> None:
    findings = facts["pass"].findings
    assert "always gives the same answer" in PLAIN.without_skill(findings).text
