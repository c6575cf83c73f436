"""The one list of advice, from what the stages wrote: a stage that was not run again has warned all the same."""

from __future__ import annotations

from peel.report.facts import Facts
from peel.report.sections import cautions
from peel.report.steps import steps
from peel.sources.notes import skipped
from peel.split.notes import UNTESTED
from peel.types.advice import Advice

_NO_WEIGHTS = "No pretrained weights: the numbers of “{}” are random, expect a far lower score."


def advice(facts: Facts) -> Advice:
    """What the report shows as cautions and steps, and what the stages warned of."""
    return Advice(
        cautions=tuple(cautions.view(facts)),
        notes=tuple(_notes(facts)),
        steps=tuple(steps(facts)),
    )


def _notes(facts: Facts) -> list[str]:
    """Each stage's warnings; names without pictures are among the cautions."""
    bare = [line["backbone"] for line in facts.weights if not line["sha256"]]
    return [
        *facts.ingest.notes,
        *skipped(facts.ingest.skipped),
        *(note for note in facts.split.notes if not note.startswith(UNTESTED)),
        *(_NO_WEIGHTS.format(name) for name in bare),
        *facts.evaluation.notes,
    ]
