"""One screen: the model, its score, how it stands, what runs and what comes next, what lies on the disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from peel import clock
from peel.bundle import pointer
from peel.bundle.cards import read_card
from peel.clock import iso
from peel.errors import PeelError
from peel.feedback import audit, epochs, leases
from peel.feedback.store import Store, open_store
from peel.installation import prefect, running
from peel.installation.disk import sizes
from peel.installation.screen import NO_CHAMPION
from peel.params.environment import store_url
from peel.problem import find
from peel.project import result
from peel.project.state import State, state_of
from peel.registry.registry import candidates, version_of
from peel.retraining import branch, runs
from peel.text import counted
from peel.types.bundle import Card
from peel.types.installation import Keeping, Kept
from peel.types.pointer import Pointer
from peel.types.retraining import Run
from peel.types.watch import OVERALL, Epoch, Watched
from peel.watch import alerts, turn
from peel.watch.words import percent

_FLOWS = ("watch", "retrain", "promote", "tidy")
_NOT_YET = {"retrain": "not yet; when it is needed"}


class Row(NamedTuple):
    """A line of the screen: what it is about, and the words."""

    about: str
    words: str


def status(project: Path) -> list[Row]:
    """The rows of the screen; what cannot be read says why in its row."""
    state = state_of(project.resolve())
    board = running.keeping(state)
    rows: list[Row] = [Row("project", str(project.resolve()))]
    rows += _guarded("store", lambda: list(_of_store(project, state)))
    rows += _processes(board, state)
    rows += _runs(state) if board else []
    rows += [Row("disk", words) for words in sizes(state)]
    return rows


def _of_store(project: Path, state: State) -> Iterator[Row]:
    had_one = state.store.exists() or state.pointer.exists() or store_url()
    store = open_store(state) if had_one else None
    epoch = epochs.current(store) if store else None
    yield from _model(project, store, epoch=epoch)
    champion = _champion(state)
    if not state.pointer.exists():
        yield Row("champion", NO_CHAMPION)
    elif champion and (epoch is None or epoch.model != champion.digest):
        words = "it has not answered yet"
        yield Row(
            "champion",
            f"{champion.version} ({champion.digest[:12]}) since {iso(champion.at)}: {words}",
        )
    if store is None or epoch is None:
        yield Row("state", "nothing was served yet")
        return
    yield from _watched(store, _measure(epochs.card(store, epoch.model)))
    came, wait = audit.told_of(store)
    yield Row(
        "labels",
        f"{counted(came, 'answer')} got a label; {counted(wait, 'picture')} wait to be labelled (peel feedback queue)",
    )
    kept = branch.kept(store)
    if kept:
        yield Row("branch", f"retrained is {branch.words(project, kept)}")
    yield from _told(store, state)


def _model(project: Path, store: Store | None, *, epoch: Epoch | None) -> Iterator[Row]:
    """What is served, else what the last build left; by the name and the id that every command tells."""
    placed = result.placed(project)
    card = epochs.card(store, epoch.model) if store and epoch else None
    if card and epoch:
        name = placed.name if placed else card.name
        yield Row("model", f"{name} {_served(store, epoch)}, since {iso(epoch.opened_at)}")
    else:
        card = _built(project)
        name = placed.name if placed else card.name if card else ""
        yield Row("model", _unserved(project, name) if card else "none: peel build")
    if card:
        yield Row("score", f"{card.verdict.verdict.upper()}: {card.verdict.words}")


def _served(store: Store | None, epoch: Epoch) -> str:
    """Its version, also one that it got after it began to answer, and its id."""
    found = version_of(store, epoch.model) if store else None
    return f"{found.version if found else epoch.version} ({epoch.model[:12]})"


def _champion(state: State) -> Pointer | None:
    """What was promoted; None also where the pointer cannot be believed, which whoever serves tells."""
    with contextlib.suppress(PeelError):
        return pointer.read(state)
    return None


def _unserved(project: Path, name: str) -> str:
    return f"{name} ({result.model_id(project / result.BUNDLE)}), not served yet"


def _built(project: Path) -> Card | None:
    path = project / result.BUNDLE / "bundle.json"
    return read_card(path.read_bytes(), path) if path.exists() else None


def _measure(card: Card | None) -> str:
    """What the threshold of the watch is of, where it is no share of right answers, and so another number than was asked for."""
    return "" if card is None or find(card.kind).metric.is_count else " (mean F1 of a picture)"


def _watched(store: Store, measure: str) -> Iterator[Row]:
    """How the watches stand: all classes together, then single ones that are not green."""
    told = turn.standing(store)
    for one in told:
        if one.name == OVERALL:
            yield Row("state", f"{one.colour} since {iso(one.since)}: {one.words}")
            yield Row("evidence", evidence(one, measure))
        elif one.colour in ("amber", "red"):
            yield Row("class", f"{one.colour} since {iso(one.since)}: {one.words}")
    if not told:
        yield Row("state", "grey: no label was counted yet")


def evidence(one: Watched, measure: str = "") -> str:
    """How far a watch is from red; `measure` says what its threshold is of, where that is not what was asked for.

    >>> evidence(Watched(epoch=1, name="", colour="green", since=0, tau=0.9, n=120, run=0.25, start=0.1, recent=None, low=None,
    ...     high=None, pessimistic=None, needed=None, words=""))
    '120 labels against a threshold of 90 %: 25 % of what turns it red'
    """
    if not one.n:
        return f"no label counts yet; the threshold is {percent(one.tau)}{measure}"
    share = 100 * min(max(one.run, one.start), 1)
    return f"{counted(one.n, 'label')} against a threshold of {percent(one.tau)}{measure}: {share:.3g} % of what turns it red"


def _told(store: Store, state: State) -> Iterator[Row]:
    """Alerts that could not be sent, models that wait for a person, how the last retraining ended."""
    for unsent in alerts.undelivered(store):
        yield Row("not sent", f"{unsent.title}: {unsent.error}")
    if not alerts.targets(state):
        yield Row(
            "alerts",
            "nobody is told of a dip: put addresses into .peel/loop/secrets/alerts, one a line (mode 600)",
        )
    for one in candidates(store):
        if one.decided_at is None:
            yield Row("decide", f"{one.model[:12]}: {one.state} since {iso(one.at)}: peel models")
    for run in runs.every(store)[-1:]:
        yield Row("retrained", _of_run(run, store, state=state))


def _of_run(run: Run, store: Store, *, state: State) -> str:
    """How a retraining ended or stands; one that nobody works on was stopped, or killed."""
    if run.ended_at:
        return f"ended {iso(run.ended_at)}, {run.outcome}: {run.words}"
    if leases.is_held(store, "retrain", now=clock.now()):
        return f"at work since {iso(run.started_at)}, step {run.step}"
    itself = "it goes on by itself within 5 minutes" if running.is_running(state) else ""
    return f"stopped at the step {run.step}, begun {iso(run.started_at)}: {itself or 'peel retrain goes on from there'}"


def _processes(board: Keeping | None, state: State) -> list[Row]:
    rows = [Row(each.name, _standing(each)) for each in board.kept] if board else []
    rows += [Row("by hand", words) for words in running.by_hand(state)]
    return rows or [Row("runs", "nothing: peel up starts it")]


def _standing(each: Kept) -> str:
    again = f"started again {counted(each.restarts, 'time')}" if each.restarts else ""
    return ", ".join(filter(None, (f"{each.standing} since {iso(each.since)}", again, each.words)))


def _runs(state: State) -> list[Row]:
    """When each flow ran last and will run next, as Prefect says."""
    server = prefect.reach(state)
    rows = []
    for flow in _FLOWS if server else ():
        assert server is not None
        last, due = prefect.last(server, flow), prefect.next_(server, flow)
        words = [
            f"last {last.at} {last.state.lower()}" if last else "",
            f"next {due.at}" if due else "",
        ]
        rows.append(Row(flow, ", ".join(filter(None, words)) or _NOT_YET.get(flow, "not yet")))
    return rows


def _guarded(about: str, rows: Callable[[], list[Row]]) -> list[Row]:
    """The rows, or the refusal as one: the rest of the screen is wanted all the more then."""
    try:
        return rows()
    except PeelError as error:
        return [Row(about, str(error))]
