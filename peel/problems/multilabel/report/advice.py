"""What to do next, as far as it follows from labels and answers."""

from __future__ import annotations

from peel.html import names, words
from peel.problems.multilabel.report.labels import read
from peel.types.advice import Step
from peel.types.report import Findings

# Of the way from the best constant answer to a perfect one: less than this is next to nothing.
_LITTLE = 0.25


def steps(findings: Findings) -> list[Step]:
    """Whether the labels can be seen at all; mistakes, where there are any; the labels that are no better than guessed."""
    return [*_hardly(findings), *_mistakes(findings), *_guessed(findings)]


def without_skill(findings: Findings) -> Step:
    """The same labels for every picture are as good."""
    constant = findings.verdict.constant or 0
    text = (
        f"Who gives every picture the same labels gets {words.percent(constant)} here, so this score shows no skill. Look "
        "whether the labels name what can be seen in the pictures, and add pictures of the rare ones."
    )
    return Step(title="Ask what the pictures show of their labels", text=text)


def _hardly(findings: Findings) -> list[Step]:
    """Said where a failed score is far nearer to that of the best constant answer than to a perfect one."""
    verdict = findings.verdict
    constant = verdict.constant or 0
    if verdict.verdict == "pass" or verdict.score - constant >= _LITTLE * (1 - constant):
        return []
    text = (
        f"The score is {words.percent(verdict.score)}, and who gives every picture the same labels gets {words.percent(constant)}: "
        "hardly anything of what the labels say was found in the pictures. Ask whether a person could name them from such a "
        "picture alone; if not, more pictures will not help."
    )
    return [Step(title="Ask whether the labels can be seen", text=text)]


def _mistakes(findings: Findings) -> list[Step]:
    if not findings.mistakes:
        return []
    text = (
        "The report shows the pictures whose labels were most wrong. A label that is missing in the source counts twice: it "
        "teaches the model something false, and it counts a right answer as a mistake. Leave a cell empty where nobody knows."
    )
    return [Step(title="Look at the mistakes", text=text)]


def _guessed(findings: Findings) -> list[Step]:
    guessed = [one.name for one in read(findings.details) if one.yes and not one.is_told]
    if not guessed:
        return []
    they, them = ("it is", "it") if len(guessed) == 1 else ("they are", "them")
    text = (
        f"Of {names.listed(guessed)} it is not sure that {they} told better than by a guess. More pictures that have {them} help, "
        "if it can be seen; a label that no picture shows is better left out."
    )
    return [Step(title="Look at the labels that it cannot tell", text=text)]
