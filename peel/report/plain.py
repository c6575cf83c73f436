"""What the page tells of a kind that has no part of its own: the scores, and the worst mistakes as pictures."""

from __future__ import annotations

from peel.html import page, words
from peel.problem import Report
from peel.types.advice import Step
from peel.types.report import Findings, Section, Word, Wording


class Plain:
    """Everything that can be said without knowing what a label is."""

    wording: Wording = Wording()
    glossary: tuple[Word, ...] = (
        Word(
            id="confidence",
            term="Confidence",
            meaning="How sure the model is of one answer, as a probability from 0 to 100%.",
        ),
    )
    columns: tuple[str, ...] = ()

    def details(self, findings: Findings) -> str:  # noqa: ARG002 - of the kind's own details nothing is known
        """Nothing."""
        return ""

    def sections(self, findings: Findings) -> tuple[Section, ...]:
        """The worst mistakes, where there are any."""
        if not findings.mistakes:
            return ()
        pages = page.environment("peel.report")
        body = page.fill(pages, "mistakes.html", it=findings.mistakes)
        return (Section(name="mistakes", title="Mistakes", body=body),)

    def steps(self, findings: Findings) -> list[Step]:
        """Look at the mistakes, where there are any."""
        if not findings.mistakes:
            return []
        text = "The report shows the worst first: some may carry a wrong label, and correcting it costs a minute."
        return [Step(title="Look at the mistakes", text=text)]

    def without_skill(self, findings: Findings) -> Step:
        """Say so, and ask for what can be learnt."""
        text = (
            f"Who always gives the same answer gets {words.percent(findings.verdict.constant or 0)} here, so this score shows "
            "no skill. Look whether the labels name what can be seen in the pictures."
        )
        return Step(title="Ask what the pictures show of their labels", text=text)


PLAIN: Report = Plain()
