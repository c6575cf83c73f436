"""What the report says of single-label classification alone: classes, confusions, confidences, mistakes."""

from __future__ import annotations

from peel.html import page
from peel.problem import Report
from peel.problems.classification.report import advice, confidence, confusion, mistakes, recall
from peel.problems.classification.report.words import GLOSSARY, WORDING
from peel.types.advice import Step
from peel.types.report import Findings, Section, Word, Wording


class Telling:
    """Three parts below the scores, and the sheet of mistakes."""

    wording: Wording = WORDING
    glossary: tuple[Word, ...] = GLOSSARY
    columns: tuple[str, ...] = ("label", "answer", "confidence")

    def details(self, findings: Findings) -> str:
        """Class by class, what was mistaken for what, and whether a confidence can be believed."""
        pages = page.environment(__name__)
        parts = (
            page.fill(pages, "recall.html", it=recall.view(findings)),
            page.fill(pages, "confusion.html", it=confusion.view(findings)),
            page.fill(pages, "confidence.html", it=confidence.view(findings)),
        )
        return "\n".join(parts)

    def sections(self, findings: Findings) -> tuple[Section, ...]:
        """The worst mistakes as pictures."""
        filled = page.fill(page.environment(__name__), "mistakes.html", it=mistakes.view(findings))
        return (Section(name="mistakes", title="Mistakes", body=filled),)

    def steps(self, findings: Findings) -> list[Step]:
        """Look at the mistakes; tell the two classes apart that are confused most."""
        return advice.steps(findings)

    def without_skill(self, findings: Findings) -> Step:
        """What to do where naming one class every time is as good."""
        return advice.without_skill(findings)


REPORT: Report = Telling()
