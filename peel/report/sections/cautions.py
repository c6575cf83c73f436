"""What has to be said beside the verdict: names without pictures in the model or the test, scores that are too low."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from peel.html import names, words
from peel.report.facts import Facts
from peel.types.report import Wording

_MOST = 8
# From here on a fold takes so little of a name that the shown score is right within its error (decision 0025).
_ENOUGH = 6


def view(facts: Facts) -> list[str]:
    """One sentence a caution; empty where every name of the source was learnt, well enough, and tested."""
    parts = facts.split.classes
    learnt = {name for name, one in parts.items() if one["train"]}
    lost = sorted(set(facts.ingest.classes) - learnt - {""})
    untested = sorted(name for name in learnt if not parts[name]["test"])
    found = []
    if lost:
        found.append(
            f"The model does not know {_told(lost, facts.report.wording)}: no usable picture was left."
        )
    if untested:
        told = _told(untested, facts.report.wording)
        found.append(f"No test picture stands for {told}: the score says nothing of it.")
    return found + _pessimistic(parts, facts.report.wording)


def _pessimistic(parts: Mapping[str, Mapping[str, int]], wording: Wording) -> list[str]:
    """Said where what is held out is a large part of what could be learnt."""
    counts = [one["train"] for one in parts.values() if one["train"]]
    if not counts or statistics.median(counts) >= _ENOUGH:
        return []
    most = words.count(int(statistics.median(counts)), "training picture")
    return [
        f"Half of the {wording.many} have at most {most}. Scores on training pictures hold some of them out each time, so "
        "that they are too low here, maybe by ten points; the score on the sealed test is not."
    ]


def _told(found: Sequence[str], wording: Wording) -> str:
    shown = ", ".join(f"“{names.clipped(names.shown(name), 32)}”" for name in found[:_MOST])
    rest = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return f"{words.count(len(found), wording.one, many=wording.many)} of the source, {shown}{rest}"
