"""What the report says of detection alone: class by class, by size, counts, mistakes with their boxes, and tracks."""

from __future__ import annotations

from peel.html import page
from peel.problem import Report
from peel.problems.detection.report import advice, classes, counts, mistakes, tracks
from peel.problems.detection.report.words import GLOSSARY, WORDING
from peel.types.advice import Step
from peel.types.report import Findings, Section, Word, Wording


class Telling:
    """Two parts below the scores, the sheet of mistakes, and the tracks of films where there are any."""

    wording: Wording = WORDING
    glossary: tuple[Word, ...] = GLOSSARY
    columns: tuple[str, ...] = ()

    def details(self, findings: Findings) -> str:
        """Class by class and by size, and whether the counts are right."""
        pages = page.environment(__name__)
        parts = (
            page.fill(pages, "classes.html", it=classes.view(findings)),
            page.fill(pages, "counts.html", it=counts.view(findings)),
        )
        return "\n".join(parts)

    def sections(self, findings: Findings) -> tuple[Section, ...]:
        """The worst mistakes as pictures with boxes, and films whose things were followed."""
        pages = page.environment(__name__)
        body = page.fill(pages, "mistakes.html", it=mistakes.view(findings))
        wrong = Section(name="mistakes", title="Mistakes", body=body)
        if tracks.DETAILS not in findings.details:
            return (wrong,)
        body = page.fill(pages, "tracks.html", it=tracks.view(findings))
        return (wrong, Section(name="tracks", title="Tracks", body=body))

    def steps(self, findings: Findings) -> list[Step]:
        """Look at the mistakes, at what is small, and at names that are too rare."""
        return advice.steps(findings)

    def without_skill(self, findings: Findings) -> Step:
        """What to do where the same boxes for every picture are as good."""
        return advice.without_skill(findings)


REPORT: Report = Telling()
