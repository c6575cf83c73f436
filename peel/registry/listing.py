"""The registry's models in words, for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from peel.clock import iso
from peel.errors import PeelError
from peel.registry import reasons, settle, shadow, shelf
from peel.registry.registry import Registry, candidates, versions
from peel.types.pointer import Pointer

HEAD = ("version", "model", "verdict", "score", "is", "since", "by")
_WAITS = {
    "offered": "not compared yet",
    "better": "better; waits for a yes",
    "shadow": "answers beside the champion",
    "refused": "refused by the gate",
    "rejected": "rejected",
    "replaced": "replaced",
}


def rows(registry: Registry, standing: Pointer | None) -> list[tuple[str, ...]]:
    """A row a model under HEAD: registered ones first, then those that wait or were refused."""
    known = versions(registry.store)
    numbers = {one.model for one in known}
    champion, before = (standing.digest, standing.previous) if standing else ("", "")
    named = {champion: "champion", before: "champion before"}
    told = [
        _row(registry, one.model, told=(one.version, named.get(one.model, ""), one.at, one.by))
        for one in known
    ]
    return told + [
        _row(
            registry, one.model, told=("", _WAITS.get(one.state, one.state), one.at, one.decided_by)
        )
        for one in candidates(registry.store)
        if one.model not in numbers
    ]


def notes(registry: Registry, standing: Pointer | None) -> list[str]:
    """What a person should know beside the list."""
    told = []
    if standing and standing.override:
        told.append(
            f"{standing.version} is the champion against the gate: {standing.override} ({standing.by})"
        )
    told += _languages(registry, standing)
    told += _turned_down(registry)
    trial = shadow.trial(registry, standing) if standing and standing.shadow else None
    if standing and trial:
        told.append(f"{standing.shadow[:12]} answers beside the champion: {trial.words}")
    missing = [one.version for one in versions(registry.store) if not one.commit]
    if missing:
        told.append(f"not in git, so without a tag: {', '.join(missing)}")
    return told


def _turned_down(registry: Registry) -> Iterator[str]:
    """Why people said no to those that are listed as rejected."""
    for one in candidates(registry.store):
        said = reasons.refusal(registry.store, one.model) if one.state == "rejected" else ""
        if said:
            yield f"{one.model[:12]} was turned down: {said}"


def _languages(registry: Registry, standing: Pointer | None) -> Iterator[str]:
    """Which names the champion says that the one before did not, and which ones a model that waits would."""
    if standing:
        yield from _names(standing.version, **settle.language(registry, standing))
    for one in candidates(registry.store):
        judged = one.gate
        if judged and one.state in ("better", "shadow"):
            yield from _names(one.model[:12], added=judged.added, removed=judged.removed)


def _names(who: str, *, added: Sequence[str], removed: Sequence[str]) -> Iterator[str]:
    for words, names in (("says as well", added), ("no longer says", removed)):
        if names:
            yield f"{who} {words}: {', '.join(names)}"


def _row(registry: Registry, model: str, *, told: tuple[str, str, float, str]) -> tuple[str, ...]:
    version, stands, at, by = told
    try:
        verdict = shelf.card(registry.state, model).verdict
        score = (verdict.verdict, f"{verdict.metric} {verdict.score:.3f}")
    except PeelError as error:
        is_there = (registry.state.models / model).exists()
        score = (error.code, "damaged" if is_there else "not kept here any more")
    return (version, model[:12], *score, stands, iso(at), by)
