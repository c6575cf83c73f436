"""What `peel promote` shows and asks before a model takes over."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from peel.bundle import pointer
from peel.errors import PeelError
from peel.images.digest import of_file
from peel.params.load import FILE, load
from peel.process.git import root
from peel.project import result
from peel.project.command import typed
from peel.project.screen import say, say_columns
from peel.registry import examine, git, page, shadow
from peel.registry.promote import offer, planned, promote
from peel.registry.registry import (
    Decision,
    Origin,
    Registry,
    candidate,
    candidates,
    is_turned_down,
    pick,
)
from peel.retraining import branch
from peel.types.judgement import Check, Judgement, Says
from peel.types.pointer import Pointer

_CARD = "bundle.json"


class Given(NamedTuple):
    """The version that a person typed as a yes, and the reason for one against the gate."""

    version: str | None
    override: str = ""


def chosen(registry: Registry, model: str | None, *, now: float) -> str:
    """The digest of the model that is meant: the named one, else the last build, else the newest that waits.

    The last build is offered where nobody did yet. Raises P722 where nothing was built and nothing waits.
    """
    if model is not None:
        return pick(registry.store, model)
    waiting = [one.model for one in candidates(registry.store) if one.state in ("better", "shadow")]
    card = registry.project / result.CANDIDATE / _CARD
    found = candidate(registry.store, of_file(card)) if card.is_file() else None
    is_done = found is not None and found.state in ("promoted", "rejected", "replaced")
    if waiting and (is_done or not card.is_file()):
        return waiting[-1]
    origin = Origin(commit=git.holds(registry.project))
    return offer(registry, result.candidate(registry.project), origin=origin, now=now)


def judged(registry: Registry, model: str, *, champion: Pointer, now: float) -> Says:
    """What the gate says, shown with its reasons; a yes that it gave against this champion stands where the model still waits for a person's."""
    found = candidate(registry.store, model)
    told = found.gate if found and found.state == "better" else None
    if told is None or told.champion != champion.digest:
        told = examine.examine(registry, model, data=registry.project / "data", now=now)
    assert told is not None
    show(told, champion=champion)
    say(f"with the pictures: {page.path(registry.state, model)}")
    if told.verdict == "shadow":
        examine.carry_out(registry, told, now=now)
    if told.verdict != "promote":
        _say_nothing_was_done(registry, model)
    return told.verdict


def show(told: Judgement, *, champion: Pointer) -> None:
    """The judgement: each condition with its numbers, then the verdict."""
    say(f"{told.challenger[:12]} against {champion.version}")
    say_columns([(_answer(check), check.name, check.words) for check in told.checks])
    for words, names in (("also knows", told.added), ("no longer knows", told.removed)):
        if names:
            say(f"it {words} {', '.join(names)}: whoever calls the server has to expect that")
    say(f"{told.verdict.upper()}: {told.words}")


def _answer(check: Check) -> str:
    if not check.is_known:
        return "unknown"
    return "yes" if check.holds else "NO"


def _say_nothing_was_done(registry: Registry, model: str) -> None:
    """That the champion stays, what would decide, and what a person may do all the same."""
    standing = pointer.read(registry.state)
    assert standing is not None
    say(f"Nothing was promoted: {standing.version} stays the champion.")
    trial = shadow.trial(registry, standing) if standing.shadow == model else None
    if trial:
        say(typed(f"What may decide sooner: {trial.words}"))
        say(typed("To label what waits: peel feedback queue OUT"))
    this, wanted = f"peel promote {model[:12]}", planned(registry, model)
    say(typed(f'To let it take over all the same: {this} --version {wanted} --override "REASON"'))
    if not is_turned_down(candidate(registry.store, model)):
        say(typed(f'To turn it down: {this} --reject "REASON"'))


def reason(told: str | None) -> str:
    """What a person gave as a reason, "" where the option was not typed; raises P880 where it is empty."""
    if told is not None and not told.strip():
        raise PeelError(
            "P880",
            "a reason is empty",
            got=repr(told),
            allowed="words that say why, for whoever reads the ledger later",
            do='type the option with its reason, such as --reject "it mixes up cats and dogs"',
        )
    return (told or "").strip()


def refuse_other(registry: Registry, model: str, *, given: Given) -> None:
    """Raise P878 where another version was typed than the model has, or will get."""
    wanted, version = planned(registry, model), given.version
    if version and version != wanted:
        raise PeelError(
            "P878",
            "another version was typed than the model has or will get",
            got=version,
            allowed=wanted,
            do=f"if that is the model that you mean: {_to_say_yes(model, wanted, override=given.override)}",
        )


def agreed(
    registry: Registry, model: str, *, given: Given, answer: Callable[[str], str] = input
) -> bool:
    """Whether a person typed the version that the model will get; says what to type where nobody can be asked. Raises P878."""
    wanted, version = planned(registry, model), given.version
    if version is None and sys.stdin.isatty():
        try:
            version = answer(f"Type {wanted} to let it take over: ").strip()
        except EOFError:
            version = None
    refuse_other(registry, model, given=given._replace(version=version))
    if version:
        return True
    say(typed(f"it waits for a yes: {_to_say_yes(model, wanted, override=given.override)}"))
    return False


def _to_say_yes(model: str, version: str, *, override: str) -> str:
    """The command, with the reason that was typed."""
    why = f" --override {shlex.quote(override)}" if override else ""
    return f"peel promote {model[:12]} --version {version}{why}"


def done(registry: Registry, model: str, *, decision: Decision) -> None:
    """Let it take over, and say so."""
    made = promote(registry, model, decision=decision)
    settings = load(registry.project / FILE).retrain
    branch.remember(registry.store, registry.project, settings=settings)
    say(f"{made.version} is the champion: {made.digest[:12]}, in bundle/")
    if not git.is_tagged(registry.project, made.name, version=made.version):
        say(typed(f"it has no tag in git yet; this makes it: {_to_tag(registry.project)}"))


def _to_tag(project: Path) -> str:
    """What a person types so that the version gets its tag: `peel models` gives it where the build is committed."""
    commit = result.to_commit(project)
    if commit is None and root(project) is None:
        commit = 'git init && git add . && git commit -m "A first model"'
    return f"{commit} && peel models" if commit else "a commit of this build, then: peel models"
