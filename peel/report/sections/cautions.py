"""What has to be said beside the verdict: classes that are not in the model, or that no test picture stands for."""

from __future__ import annotations

from collections.abc import Sequence

from peel.html import names, words
from peel.report.facts import Facts

_MOST = 8


def view(facts: Facts) -> list[str]:
    """One sentence a caution; empty where every class of the source was learnt and tested."""
    parts = facts.split.classes
    learnt = {name for name, one in parts.items() if one["train"]}
    lost = sorted(
        {*facts.ingest.classes, *(row["label"] for row in facts.quarantine)} - learnt - {""}
    )
    untested = sorted(name for name in learnt if not parts[name]["test"])
    found = []
    if lost:
        found.append(f"The model does not know {_classes(lost)}: no usable picture was left.")
    if untested:
        found.append(
            f"No test picture stands for {_classes(untested)}: the score says nothing of it."
        )
    return found


def _classes(found: Sequence[str]) -> str:
    shown = ", ".join(f"“{names.clipped(names.shown(name), 32)}”" for name in found[:_MOST])
    rest = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{words.count(len(found), 'class', many='classes')} of the source, {shown}{rest}"
