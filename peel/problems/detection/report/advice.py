"""What to do next, as far as it follows from boxes."""

from __future__ import annotations

from collections.abc import Sequence

from peel.html import names, words
from peel.types.advice import Step
from peel.types.report import Findings

_MUCH, _MANY = 0.25, 10
_LARGER = "Make small objects larger"


def steps(findings: Findings) -> list[Step]:
    """Mistakes, where there are any; small objects where they are found worse; names that were left out."""
    return [*_mistakes(findings), *_small(findings), *_left_out(findings)]


def without_skill(findings: Findings) -> Step:
    """The boxes of one picture are as good for all others."""
    constant = findings.verdict.constant or 0
    text = (
        f"Who gives every picture the boxes of one of them gets {words.percent(constant)} here, so this score shows no skill. Things lie "
        "at the same places in all pictures: add pictures in which they lie elsewhere, or are not there."
    )
    return Step(title="Add pictures in which things lie elsewhere", text=text)


def _mistakes(findings: Findings) -> list[Step]:
    if not findings.mistakes:
        return []
    text = (
        "The report shows the pictures with most that is wrong. An object without a box in the source counts twice: it teaches the "
        "model that nothing is there, and it counts a right box as false. Where red boxes show real objects, draw them in the source first."
    )
    return [Step(title="Look at the mistakes", text=text)]


def _small(findings: Findings) -> list[Step]:
    told = findings.details.get("smallest")
    if not told:
        return _worse(findings)
    share = words.percent(told["larger"])
    text = (
        f"Of {words.count(told['objects'], 'object')} under {round(told['side_px'])} pixels {told['found']} were found, of larger ones {share}. "
        f"{_where(findings.details.get('frame'))}"
    )
    return [Step(title=_LARGER, text=text)]


def _where(frame: Sequence[int] | None) -> str:
    if not frame:
        return "Take pictures from nearer by, or with more pixels."
    height, width = frame
    return (
        f"The model looks at pictures in {width} x {height} pixels: cut larger ones into parts of that size, each with its boxes; take others "
        "from nearer by, or with more pixels."
    )


def _worse(findings: Findings) -> list[Step]:
    sizes = {one["name"]: one for one in findings.details["by_size"]}
    small, whole = sizes["small"], sizes["all"]
    if small["objects"] < _MANY or whole["map50"] - small["map50"] < _MUCH:
        return []
    text = (
        f"Objects under 32 pixels reach {words.percent(small['map50'])}, all together {words.percent(whole['map50'])}. Take pictures "
        "from nearer by, or with more pixels."
    )
    return [Step(title=_LARGER, text=text)]


def _left_out(findings: Findings) -> list[Step]:
    left_out = findings.details["left_out"]
    if not left_out:
        return []
    text = (
        f"Too few boxes of {names.listed(left_out)} were there to learn them, so the model does not know them: each needs 10 pictures "
        "and 20 boxes in the training part. Add some, or delete those boxes."
    )
    return [Step(title="Draw more boxes of rare classes", text=text)]
