"""One Prefect task is one DVC stage, run as a child process; its events become progress, trials and artifacts."""

from __future__ import annotations

import time
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.mirror import Mirror
from peel import events
from peel.params.environment import events_file
from peel.process import dvc
from peel.process.follow import Event

STAGES = (
    "scan",
    "ingest",
    "validate",
    "split",
    "search",
    "train",
    "evaluate",
    "export",
    "report",
)
CACHED = "Cached"


def run_stage(name: str, unchanged: frozenset[str]) -> State[None]:
    """Run the DVC stage `name` in this folder; the state is `Cached` when there was nothing to do.

    DVC is not asked again about a stage that is among the `unchanged`. The flow calls this
    directly, never by submit: then an interrupt reaches the waiting line itself, and the child is
    ended with it.
    """
    start = time.monotonic()
    seen = [] if name in unchanged else _repro(name)
    told = {event["event"]: event for event in seen if event.get("stage") == name}
    state = "done" if "started" in told else "cached"
    words = str(told.get("ended", {}).get("message", ""))
    seconds = round(time.monotonic() - start, 2)
    events.emit("stage", stage=name, state=state, seconds=seconds, message=words)
    return Completed(name=CACHED if state == "cached" else "Completed", message=words or state)


def _repro(name: str) -> list[Event]:
    with get_client(sync_client=True) as client:
        return dvc.repro(
            Path.cwd(),
            ["--single-item", name],
            events=events_file(),
            on_event=Mirror(client).on_event,
        )


TASKS = {
    name: task(name=name, task_run_name=name, cache_policy=NO_CACHE)(run_stage) for name in STAGES
}
