"""Serves the flows of the loop where Prefect's server says that it is time: by schedule, by a dip, by hand. `python -m flows.deploy`.

`peel up` keeps this running beside the installation's own Prefect server.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    State,
    StateType,
)
from prefect.deployments import run_deployment
from prefect.deployments.runner import RunnerDeployment
from prefect.events import DeploymentEventTrigger
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from peel import files
from peel.installation.services import SERVED
from peel.params.load import FILE, load
from peel.params.sections import Params
from peel.project.state import state_of
from peel.watch.dip import EVENT

WATCH_EVERY, PROMOTE_EVERY, TIDY_EVERY = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=1),
)
# One at a time: what comes while one runs is dropped, since the one that runs reads the store as it is.
ONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


_AT_WORK = (StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)


class When(NamedTuple):
    """A flow of the loop (`flows/NAME.py`, function NAME), in words when it runs, and the same for Prefect."""

    name: str
    words: str
    schedule: dict[str, Any]


def loop(params: Params) -> Iterator[When]:
    """The flows of the loop, with their schedules and triggers."""
    yield When("watch", "every 5 minutes", {"interval": WATCH_EVERY})
    cron = params.retrain.schedule
    dip = DeploymentEventTrigger(expect={EVENT}, match={"prefect.resource.id": "peel.model.*"})
    words = "on a dip of the score" + (f", and by the schedule {cron}" if cron else "")
    yield When("retrain", words, {"triggers": [dip], "cron": cron})
    yield When("promote", "every hour, where a model waits for labels", {"interval": PROMOTE_EVERY})
    yield When("tidy", "every hour, what is older than serve.keep_days", {"interval": TIDY_EVERY})


def deployment(when: When) -> RunnerDeployment:
    """One flow as Prefect is told of it."""
    flow = getattr(importlib.import_module(f"flows.{when.name}"), when.name)
    made = flow.to_deployment(
        name="peel",
        concurrency_limit=ONE,
        entrypoint_type=EntrypointType.MODULE_PATH,
        description=f"Runs {when.words}.",
        **when.schedule,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def sweep() -> int:
    """End in Prefect's books the runs whose process was killed with the last one that served them; returns how many.

    Nobody else serves these deployments, so nothing of theirs runs when this begins. Left alone, such a run holds its
    place for five minutes, in which every other one is dropped, and is shown as running for ever.
    """
    kinds = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(_AT_WORK)))
    ours = FlowFilter(name=FlowFilterName(any_=[when.name for when in loop(Params())]))
    dead: State[None] = Crashed(message="its process was killed")
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(
            flow_filter=ours, flow_run_filter=FlowRunFilter(state=kinds), limit=200
        )
        found = [each for each in found if each.deployment_id is not None]
        for each in found:
            client.set_flow_run_state(each.id, dead)
    return len(found)


def look() -> None:
    """Have the watch look now: what was killed with the last process waits for nothing else, and the schedule only comes in five minutes."""
    with contextlib.suppress(ObjectNotFound):  # a project without that flow
        run_deployment("watch/peel", timeout=0)


def main() -> None:
    """Serve the flows of this folder until the process is ended."""
    sweep()
    served = [each for each in loop(load(FILE)) if importlib.util.find_spec(f"flows.{each.name}")]
    runner = Runner(name="peel", pause_on_shutdown=False)
    for when in served:
        runner.add_deployment(deployment(when))
    lines = [f"{when.name}: {when.words}\n" for when in served]
    files.write_text(state_of(Path.cwd()).folder / SERVED, "".join(lines))
    look()
    asyncio.run(runner.start())


if __name__ == "__main__":
    main()
