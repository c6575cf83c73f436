"""What has to be said beside the verdict: names that are not in the model, or that no test picture stands for."""

from __future__ import annotations

from collections.abc import Sequence

from peel.html import names, words
from peel.report.facts import Facts
from peel.types.report import Wording

_MOST = 8


def view(facts: Facts) -> list[str]:
    """One sentence a caution; empty where every name of the source was learnt and findings."""
    parts = facts.split.classes
    learnt = {name for name, one in parts.items() if one["train"]}
    aside = {name for row in facts.quarantine for name in facts.names_of(row["label"])}
    lost = sorted({*facts.ingest.classes, *aside} - learnt - {""})
    untested = sorted(name for name in learnt if not parts[name]["test"])
    found = []
    if lost:
        found.append(
            f"The model does not know {_told(lost, facts.report.wording)}: no usable picture was left."
        )
    if untested:
        told = _told(untested, facts.report.wording)
        found.append(f"No test picture stands for {told}: the score says nothing of it.")
    return found


def _told(found: Sequence[str], wording: Wording) -> str:
    shown = ", ".join(f"“{names.clipped(names.shown(name), 32)}”" for name in found[:_MOST])
    rest = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{words.count(len(found), wording.one, many=wording.many)} of the source, {shown}{rest}"
