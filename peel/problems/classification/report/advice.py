"""What to do next, as far as it follows from classes and answers."""

from __future__ import annotations

from peel.html import names, words
from peel.problems.classification.report import confusion
from peel.problems.classification.report.mistakes import n_wrong
from peel.types.advice import Step
from peel.types.report import Findings

_COMMON = 1.5  # times the share of one class among equal ones


def steps(findings: Findings) -> list[Step]:
    """Mistakes first, where there are any; then the confusion that costs most."""
    wrong = n_wrong(findings)
    return [*([_mistakes(findings, wrong)] if wrong else []), *_apart(findings)]


def without_skill(findings: Findings) -> Step:
    """With classes of one size nothing is common: then the score is that of a guess."""
    constant = findings.verdict.constant or 0
    text = (
        f"Who always names the same class gets {words.percent(constant)} here, so this score "
        "shows no skill. "
    )
    if constant * len(findings.parts) < _COMMON:
        text += "Look whether the labels name what can be seen in the pictures, and add pictures of every class."
        return Step(title="Ask what the pictures show of their class", text=text)
    text += "Compare the classes by balanced accuracy, and add pictures of the rare ones."
    return Step(title="Ask for more than the common class", text=text)


def _mistakes(findings: Findings, wrong: int) -> Step:
    if findings.verdict.verdict == "pass":
        text = (
            f"{words.count(wrong, 'test picture')} of {findings.n_test:,} got a wrong answer. The report "
            "shows the worst: some may carry a wrong label, and correcting it costs a minute."
        )
    else:
        text = (
            "The report shows them, the worst first. A wrong label among them counts twice: "
            "it teaches the model something false, and it counts a right answer as a mistake."
        )
    return Step(title="Look at the mistakes", text=text)


def _apart(findings: Findings) -> list[Step]:
    """The pair of classes that costs most, both directions together, as an upper bound of what it could bring."""
    if len(findings.parts) < 3:
        return []
    cost: dict[tuple[str, str], int] = {}
    for pair in confusion.pairs(findings.details["confusion"]):
        key = (min(pair.label, pair.answer), max(pair.label, pair.answer))
        cost[key] = cost.get(key, 0) + pair.n
    if not cost or max(cost.values()) < 2:
        return []
    (a, b), n = min(cost.items(), key=lambda item: (-item[1], item[0]))
    text = (
        f"{words.count(n, 'test picture')} of one of them were taken for the other; no two classes are confused more often. "
        "More pictures where the two look alike, or one rule for labelling them, could bring at most "
        f"{words.points(n / findings.n_test)} of accuracy."
    )
    return [Step(title=f"Tell “{names.shown(a)}” and “{names.shown(b)}” apart", text=text)]
