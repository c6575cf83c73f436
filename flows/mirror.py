"""Shows in Prefect what happened in a stage's process: stages and trials as task runs, progress and tables as artifacts.

The work is done elsewhere, so no task is called here: each run is told to Prefect by the same events
that its own engine sends, with the times at which things really happened. What Prefect does not take
costs a warning, never the build.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx
from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State, StateType, TaskRun
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.utilities.engine import emit_task_run_state_change_event

from peel import events
from peel.types.event import Event, Lost, Progress, Tried, Warned

# Nobody reads hundreds of task runs; the leaderboard has them all.
_MOST_TRIALS = 40
_PATIENCE_S = 10.0
T = TypeVar("T")


class _Books:
    """The runs that were told to Prefect, as events that its engine would write itself."""

    def __init__(self, flow_run_id: UUID) -> None:
        self.flow_run_id, self.told, self.is_closed = flow_run_id, 0, False

    def settle(self) -> bool:
        """Wait until all that was told is written down; whether it was, within a fair time."""
        deadline = monotonic() + _PATIENCE_S
        with get_client(sync_client=True) as client:
            while self._missing(client) > 0:
                if monotonic() > deadline:
                    return False
                sleep(0.2)
        return True

    def _missing(self, client: SyncPrefectClient) -> int:
        mine = FlowRunFilter(id=FlowRunFilterId(any_=[self.flow_run_id]))
        known = client.read_task_runs(flow_run_filter=mine, limit=200)
        return self.told - sum(run.state is not None and run.state.is_final() for run in known)

    def new(self, name: str, *, key: str) -> TaskRun:
        return TaskRun(
            id=uuid4(),
            name=name,
            task_key=key.partition("-")[0],
            dynamic_key=key,
            flow_run_id=self.flow_run_id,
            task_inputs={},
        )

    def tell(self, run: TaskRun, state: State[None]) -> TaskRun:
        """The next state of a run, with the numbers that Prefect's engine would count itself."""
        at, start = state.timestamp, run.start_time or state.timestamp
        if run.state and at <= run.state.timestamp:  # Prefect refuses two states of one time
            at = run.state.timestamp + timedelta(milliseconds=1)
            state = state.model_copy(update={"timestamp": at})
        known: dict[str, Any] = {"state": state, "start_time": start, "run_count": 1}
        if state.is_final():
            self.told += 1
            known |= {"end_time": at, "total_run_time": at - start}
        new = run.model_copy(update=known)
        if not self.is_closed:
            emit_task_run_state_change_event(new, run.state, state)
        return new


class Mirror:
    """What one flow run shows; made inside of it."""

    def __init__(self) -> None:
        context = FlowRunContext.get()
        assert context is not None
        assert context.flow_run is not None
        self.flow_run_id, self.log = context.flow_run.id, get_run_logger()
        self.runs: dict[str, TaskRun] = {}
        self.progress: dict[str, UUID] = {}
        self.books = _Books(self.flow_run_id)
        self.trials, self.is_lost = 0, False

    def show(self, call: Callable[[], T]) -> T | None:
        """What `call` gives; None where Prefect does not take it.

        After a server that is gone nothing more is tried: each call would wait for it anew.
        """
        if self.is_lost:
            return None
        try:
            return call()
        except (httpx.HTTPError, PrefectException, RuntimeError, ValueError) as error:
            events.warn(f"not shown in Prefect: {_words(error)}")
            if not isinstance(error, httpx.HTTPStatusError | PrefectException):
                _lose(self)
            return None

    def settle(self) -> None:
        """Wait until Prefect has written down all runs, for a private server ends with the flow; not for long."""
        if self.show(self.books.settle) is False:
            events.warn("Prefect did not write down all that it was told")
            _lose(self)

    def begin(self, name: str, time: float) -> None:
        """A stage begins."""
        run = self.books.new(name, key=name)
        self.runs[name] = self.books.tell(run, _state(StateType.RUNNING, time))

    def end(self, name: str, time: float, *, words: str) -> None:
        """A stage has ended well."""
        self.books.tell(self.runs.pop(name), _state(StateType.COMPLETED, time, message=words))

    def cached(self, name: str, time: float) -> None:
        """DVC had nothing to do for a stage."""
        state = _state(StateType.COMPLETED, time, name="Cached", message="nothing had changed")
        self.books.tell(self.books.new(name, key=name), state)

    def fail(self, name: str, time: float, *, words: str) -> None:
        """A stage was refused or stopped."""
        self.books.tell(self.runs.pop(name), _state(StateType.FAILED, time, message=words))

    def on_event(self, event: Event) -> None:
        """Show what a stage tells: a trial that ended, how far a loop is, a warning."""
        match event:
            case Tried():
                _show_trial(self, event)
            case Progress(name=name, done=done, total=total) if total:
                _show_progress(self, name, percent=100 * done / total)
            case Warned(message=message):
                self.log.warning("%s", message)


def _show_trial(mirror: Mirror, event: Tried) -> None:
    mirror.trials += 1
    if mirror.trials > _MOST_TRIALS:
        return
    words = f"score {event.score:.4f} in {event.seconds:.2f} s"
    run = mirror.books.new(event.name, key=f"trial-{event.key}")
    run = mirror.books.tell(run, _state(StateType.RUNNING, event.time - event.seconds))
    mirror.books.tell(run, _state(StateType.COMPLETED, event.time, message=words))


def _show_progress(mirror: Mirror, name: str, *, percent: float) -> None:
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "progress"
    if key in mirror.progress:
        known = mirror.progress[key]
        mirror.show(lambda: update_progress_artifact(known, progress=percent))
    else:
        made = mirror.show(lambda: create_progress_artifact(percent, key=key, description=name))
        if isinstance(made, UUID):
            mirror.progress[key] = made


def _state(kind: StateType, time: float, **more: str) -> State[None]:
    at = datetime.fromtimestamp(time, UTC)
    return State.model_validate({"type": kind, "timestamp": at, **more})


def _lose(mirror: Mirror) -> None:
    """There is no server, or it does not listen any more; `lost` tells that nobody need wait for it."""
    mirror.is_lost = mirror.books.is_closed = True
    events.tell(Lost())


def _words(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
