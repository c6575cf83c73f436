"""From labelled images to a verdict: every DVC stage in order, then the bundle takes its place. `python -m flows.build`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Completed, Crashed, Failed

from flows.stages import STAGES, TASKS
from peel import events
from peel.errors import PeelError
from peel.export.publish import publish
from peel.process import dvc, server
from peel.project import result, run, show


@flow(name="build", flow_run_name="build {project}", persist_result=False)
def build(project: str) -> State[None]:
    """Run all stages in this folder; the flow fails, with the verdict as its message, when the gate does."""
    sweep(project)
    run_stages()
    verdict = result.verdict(Path.cwd())
    publish(Path.cwd())
    create_markdown_artifact(verdict.words, key="verdict")
    create_link_artifact(result.report(Path.cwd()).resolve().as_uri(), key="report")
    events.emit("verdict", verdict=verdict.verdict, message=verdict.words)
    made = Completed if verdict.verdict == "pass" else Failed
    return made(message=verdict.words)


def run_stages() -> None:
    """Every stage in order. After scan, DVC is asked once what has changed, and then only from the first such stage on."""
    unchanged: frozenset[str] = frozenset()
    for name in STAGES:
        TASKS[name](name, unchanged)
        if name == "search":
            _show_leaderboard()
        if name == STAGES[0]:
            unchanged = frozenset(STAGES) - dvc.changed_stages(Path.cwd())
        elif name not in unchanged:  # it ran, or DVC brought back an earlier run of it
            unchanged = frozenset()


def sweep(project: str) -> int:
    """End in Prefect's books what a kill -9 left `Running`; returns how many runs. Call under the build's lock."""
    filters = {
        "name": {"any_": [f"build {project}"]},
        "state": {"type": {"any_": ["RUNNING", "PENDING"]}},
    }
    dead: State[None] = Crashed(message="its process was killed")
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(filters))
        for one in runs:
            client.set_flow_run_state(one.id, dead, force=True)
    return len(runs)


def _show_leaderboard() -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in result.leaderboard(Path.cwd())[:40]]
    create_table_artifact(rows, key="leaderboard", description="best heads, out-of-fold")


def main() -> int:
    """Run the flow in this folder; returns 0 (pass), 1 (the gate says no) or 2 (an error, told as an event).

    Where no Prefect server runs, the flow gets a process of its own inside the life of a private
    one: Prefect's last words, on the way out of a process, wait 10 s for a server that is gone.
    """
    project, url = Path.cwd(), server.running_url()
    os.environ.setdefault("PEEL_EVENTS", str(run.new_events_file(project)))
    try:
        if url is None:
            with show.showing() as on_event:
                return run.run_flow(project, "flows.build", on_event=on_event)
        with run.build_lock(project), temporary_settings({PREFECT_API_URL: url}):
            run.tidy(project)
            build(str(project))
    except FailedRun as error:
        print(error, file=sys.stderr)
        return 1
    except PeelError as error:
        events.emit_error(error)
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
