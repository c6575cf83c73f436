"""Shows in Prefect what a stage's process tells: trials as task runs, progress as an artifact, warnings in the log."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
from prefect import get_run_logger, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.states import Completed, Running

# Two calls of 10 ms for each, and nobody reads hundreds of task runs; the leaderboard has them all.
_MOST_TRIALS = 40


class Mirror:
    """Takes the events of one stage; needs a flow run around it."""

    def __init__(self, client: SyncPrefectClient) -> None:
        self.client, self.log = client, get_run_logger()
        self.trials = 0
        self.progress: dict[str, UUID] = {}

    def on_event(self, event: dict[str, Any]) -> None:
        """Show one event: a trial that ended, how far a loop is, a warning.

        A server that does not take it costs a line in the log, never the stage that works.
        """
        try:
            self._show(event)
        except (httpx.HTTPError, PrefectException) as error:
            self.log.warning("not shown in Prefect: %s", error)

    def _show(self, event: dict[str, Any]) -> None:
        if event["event"] == "trial":
            self._show_trial(event)
        elif event["event"] == "progress" and event["total"]:
            self._show_progress(event["name"], 100 * event["done"] / event["total"])
        elif event["event"] == "warning":
            self.log.warning("%s", event.get("message", ""))

    def _show_trial(self, event: dict[str, Any]) -> None:
        """A task run; the work was done in the stage's process, and the server counts times by its own clock."""
        self.trials += 1
        context = FlowRunContext.get()
        if self.trials > _MOST_TRIALS or context is None or context.flow_run is None:
            return
        words = f"score {event['score']:.4f} in {event.get('seconds', 0.0):.2f} s"
        done: State[None] = Completed(message=words)
        run = self.client.create_task_run(
            _trial,
            context.flow_run.id,
            dynamic_key=f"trial-{event['key']}",
            name=event["name"],
            state=Running(),
            task_inputs={},
        )
        self.client.set_task_run_state(run.id, done, force=True)

    def _show_progress(self, name: str, percent: float) -> None:
        key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "progress"
        if key in self.progress:
            update_progress_artifact(self.progress[key], progress=percent)
        else:
            made = create_progress_artifact(percent, key=key, description=name)
            assert isinstance(made, UUID)
            self.progress[key] = made


@task(name="trial")
def _trial() -> None:
    """Stands for a trial; never called."""
