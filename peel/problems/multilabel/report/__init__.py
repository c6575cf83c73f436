"""What the report says of several labels a picture alone: label by label, probabilities, mistakes."""

from __future__ import annotations

from peel.html import page
from peel.problem import Report
from peel.problems.multilabel.report import advice, labels, mistakes, probability
from peel.problems.multilabel.report.words import GLOSSARY, WORDING
from peel.types.advice import Step
from peel.types.report import Findings, Section, Word, Wording


class Telling:
    """Two parts below the scores, and the sheet of mistakes."""

    wording: Wording = WORDING
    glossary: tuple[Word, ...] = GLOSSARY
    columns: tuple[str, ...] = ()

    def details(self, findings: Findings) -> str:
        """Label by label, and whether a probability can be believed."""
        pages = page.environment(__name__)
        parts = (
            page.fill(pages, "labels.html", it=labels.view(findings)),
            page.fill(pages, "probability.html", it=probability.view(findings)),
        )
        return "\n".join(parts)

    def sections(self, findings: Findings) -> tuple[Section, ...]:
        """The worst mistakes as pictures."""
        pages = page.environment(__name__)
        body = page.fill(pages, "mistakes.html", it=mistakes.view(findings))
        return (Section(name="mistakes", title="Mistakes", body=body),)

    def steps(self, findings: Findings) -> list[Step]:
        """Look at the mistakes, and at labels that are no better than guessed."""
        return advice.steps(findings)

    def without_skill(self, findings: Findings) -> Step:
        """What to do where the same labels for every picture are as good."""
        return advice.without_skill(findings)


REPORT: Report = Telling()
