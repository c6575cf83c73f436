"""What becomes of challengers: the gate's word on each, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peel.bundle import pointer
from peel.errors import PeelError
from peel.registry import shelf
from peel.registry.examine import carry_out, examine
from peel.registry.registry import candidate
from peel.retraining.place import Place
from peel.retraining.workbench import Bench
from peel.types.retraining import Outcome, Run

_ORDER = ("refuse", "shadow", "promote")


def champion(place: Place) -> str:
    """The digest of the model that is served; "" where none was promoted. Raises P870, P871."""
    standing = pointer.read(place.registry.state)
    return standing.digest if standing else ""


def judge(place: Place, model: str, *, bench: Bench) -> dict[str, Any]:
    """What the gate says of the challenger, as a note of the run; `enough` says that a search need not try to do better.

    It need not where this one passes its own threshold and takes over, or where too few fresh labels are there to tell any two apart.
    """
    now, card = place.tools.now(), shelf.card(place.registry.state, model)
    told = examine(place.registry, model, data=bench.project / "data", now=now)
    if told is None:
        words = "it is the very model that is served"
        return {"model": model, "verdict": "refuse", "words": words, "enough": False}
    is_open = told.verdict == "shadow" and told.n < place.params.promote.min_holdout
    enough = card.verdict.verdict == "pass" and (told.verdict == "promote" or is_open)
    return {"model": model, "verdict": told.verdict, "words": told.words, "enough": enough}


def best(judged: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one that the gate likes most; of equal ones the first, which changes least.

    >>> best([{"verdict": "shadow", "n": 1}, {"verdict": "shadow", "n": 2}, {"verdict": "refuse"}])
    {'verdict': 'shadow', 'n': 1}
    """
    return max(judged, key=lambda one: _ORDER.index(one["verdict"]))


def decide(place: Place, run: Run) -> tuple[Outcome, str]:
    """Do what follows for the best challenger of the run, and say it. Doing it again does nothing more."""
    judged, served = run.notes["judged"], champion(place)
    others = [one for one in judged if not _is_no_other(one, served)]
    chosen = best(others or judged)
    model, registry = chosen["model"], place.registry
    if served == model and chosen["verdict"] != "refuse":
        return "promoted", f"{model[:12]} is the champion"
    found = candidate(registry.store, model)
    told = found.gate if found else None
    if told is None or chosen["verdict"] == "refuse":
        return "refused", chosen["words"]
    try:
        standing = carry_out(registry, told, now=place.tools.now())
    except PeelError as error:
        return "refused", f"{chosen['words']}; but {error}"
    if standing is not None and standing.digest == model:
        return "promoted", f"{standing.version} is the champion: {chosen['words']}"
    if told.verdict == "promote":
        return "waiting", f"{chosen['words']}. It waits for a yes: peel promote {model[:12]}"
    return "shadow", str(chosen["words"])


def _is_no_other(one: Mapping[str, Any], champion: str) -> bool:
    """Whether a build came to the very model that is served: nothing follows from it."""
    return bool(one["model"] == champion and one["verdict"] == "refuse")
