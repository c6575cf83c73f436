"""One screen: the model, its score, how it stands, what runs and what comes next, what lies on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import RowMapping, select

from peel.bundle.cards import read_card
from peel.clock import iso
from peel.errors import PeelError
from peel.feedback import epochs, tables
from peel.feedback.store import Store, open_store
from peel.installation import prefect, running
from peel.installation.disk import sizes
from peel.params.environment import store_url
from peel.params.load import FILE, load
from peel.project import result
from peel.project.state import State, state_of
from peel.types.bundle import Card
from peel.types.installation import Keeping, Kept
from peel.types.watch import OVERALL, Epoch, Watched

_FLOWS = ("watch", "retrain", "promote")
_IN_WORDS = {
    "green": "green: nothing says that the score is under the threshold",
    "amber": "amber: some evidence that the score is under the threshold; more labels decide",
    "red": "red: the score is under the threshold",
    "grey": "grey: too few labels to know",
}


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
    rows += _processes(board)
    rows += _runs(state) if board else []
    rows += [Row("disk", words) for words in sizes(state)]
    return rows


def _of_store(project: Path, state: State) -> Iterator[Row]:
    store = open_store(state) if state.store.exists() or store_url() else None
    epoch = epochs.current(store) if store else None
    yield from _model(project, store, epoch=epoch)
    if store is None or epoch is None:
        yield Row("state", "nothing was served yet")
        return
    yield from _watched(store, epoch)
    yield from _told(store, project)


def _model(project: Path, store: Store | None, *, epoch: Epoch | None) -> Iterator[Row]:
    """What is served, else what the last build left."""
    card = epochs.card(store, epoch.model) if store and epoch else None
    if card and epoch:
        served = f"{card.name} {epoch.version} ({card.id}), since {iso(epoch.opened_at)}"
        yield Row("model", served)
    else:
        card = _built(project)
        words = f"{card.name} ({card.id}), not served yet" if card else "none: peel build"
        yield Row("model", words)
    if card:
        yield Row("score", f"{card.verdict.verdict.upper()}: {card.verdict.words}")


def _built(project: Path) -> Card | None:
    path = project / result.BUNDLE / "bundle.json"
    return read_card(path.read_bytes(), path) if path.exists() else None


def _watched(store: Store, epoch: Epoch) -> Iterator[Row]:
    """How the watches stand: all classes together, then single ones that are not green."""
    rows = tables.watched.c
    asked = select(tables.watched).where(rows.epoch == epoch.id).order_by(rows.name)
    with store.reading() as connection:
        found = list(connection.execute(asked).mappings())
    told = [Watched.model_validate_json(row["state"]) for row in found]
    overall = next((one for one in told if one.name == OVERALL), None)
    if overall is None:
        yield Row("state", f"{_IN_WORDS['grey']} (threshold {epoch.tau:.3f})")
        return
    yield Row(
        "state",
        f"{_IN_WORDS[overall.colour]} (threshold {overall.tau:.3f}), since {iso(overall.since)}",
    )
    yield Row("evidence", evidence(overall))
    for one in told:
        if one.name != OVERALL and one.colour in ("amber", "red"):
            yield Row("class", f"{one.name}: {_IN_WORDS[one.colour]}; {evidence(one)}")


def evidence(one: Watched) -> str:
    """What is known of the score since the model took over, in words.

    >>> evidence(Watched(epoch=1, name="", colour="green", since=0, tau=0.9, n=0, run=0, start=0, recent=None, low=None,
    ...     high=None, pessimistic=None, needed=40, words=""))
    '0 labels; 0 % of what turns it red; about 40 more labels would decide it'
    """
    parts = [f"{one.n} labels"]
    if one.recent is not None and one.low is not None and one.high is not None:
        parts.append(
            f"the last ones {one.recent:.3f} (95 % interval {one.low:.3f} to {one.high:.3f})"
        )
    parts.append(f"{min(max(one.run, one.start), 1):.0%} of what turns it red".replace("%", " %"))
    if one.needed is not None:
        parts.append(f"about {one.needed} more labels would decide it")
    return "; ".join(parts)


def _told(store: Store, project: Path) -> Iterator[Row]:
    """Alerts that could not be sent, models that wait for a person, how the last retraining ended."""
    attempts = load(project / FILE).alerts.attempts
    lost, waiting, run = _counts(store, attempts)
    if lost:
        yield Row("alerts", f"{lost} could not be sent")
    if waiting:
        yield Row("decide", f"{waiting} models wait for a person")
    if run:
        ended = f"ended {iso(run['ended_at'])}: {run['outcome']} {run['words']}"
        doing = f"at work since {iso(run['started_at'])}: {run['step']}"
        yield Row("retrain", (ended if run["ended_at"] else doing).strip())


def _counts(store: Store, attempts: int) -> tuple[int, int, RowMapping | None]:
    alerts, candidates, runs = tables.alerts.c, tables.candidates.c, tables.runs.c
    lost = select(alerts.id).where(alerts.sent_at.is_(None), alerts.attempts >= attempts)
    waiting = select(candidates.model).where(candidates.decided_at.is_(None))
    last = select(tables.runs).order_by(runs.started_at.desc()).limit(1)
    with store.reading() as connection:
        return (
            len(connection.execute(lost).all()),
            len(connection.execute(waiting).all()),
            connection.execute(last).mappings().first(),
        )


def _processes(board: Keeping | None) -> list[Row]:
    if board is None:
        return [Row("runs", "nothing: peel up starts it")]
    return [Row(each.name, _standing(each)) for each in board.kept]


def _standing(each: Kept) -> str:
    again = f"started again {each.restarts} times" if each.restarts else ""
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
        rows.append(Row(flow, ", ".join(filter(None, words)) or "not yet; nothing is due"))
    return rows


def _guarded(about: str, rows: Callable[[], list[Row]]) -> list[Row]:
    """The rows, or the refusal as one: the rest of the screen is wanted all the more then."""
    try:
        return rows()
    except PeelError as error:
        return [Row(about, str(error))]
