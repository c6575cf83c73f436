"""A retraining as a flow: by a dip, by schedule, by hand. `python -m flows.retrain`.

No parameter and no event is believed: whether it is needed is read from the store.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.mirror import Mirror
from flows.stages import run_stages
from peel import clock, events
from peel.errors import PeelError
from peel.feedback import epochs
from peel.params.environment import events_file
from peel.project import run
from peel.retraining.need import red
from peel.retraining.place import Place, Tools, place_of
from peel.retraining.run import retrain as retrain_now
from peel.types.retraining import Need, Trigger

# Another run works, here or on another machine: it reads the store as it is.
_BUSY = ("P703", "P895")


@flow(name="retrain", persist_result=False, log_prints=False)
def retrain() -> State[None]:
    """Retrain where the store says that it is needed, or go on where a killed run has stopped; failed where it could not be finished."""
    project, logger = Path.cwd(), get_run_logger()
    tools = Tools(repro=_repro, now=clock.now, say=logger.info)
    try:
        place = place_of(project, tools)
        done = retrain_now(place, trigger_of(place))
    except PeelError as error:
        events.emit_error(error)
        if error.code in _BUSY:
            return Completed(name="Busy", message=str(error))
        return Failed(message=str(error))
    if isinstance(done, Need):
        return Completed(name="NotNeeded", message=done.words)
    made = Failed if done.outcome == "failed" else Completed
    return made(name=done.outcome.capitalize(), message=done.words)


def trigger_of(place: Place) -> Trigger:
    """Why it runs, by what stands in the store: a dip, else the schedule where there is one."""
    store = place.registry.store
    epoch = epochs.current(store)
    is_red = epoch is not None and bool(red(store, epoch))
    return "schedule" if place.params.retrain.schedule and not is_red else "red"


def _repro(project: Path) -> None:
    """The pipeline of the clone, its stages shown in Prefect."""
    mirror, file = Mirror(), events_file(run.new_events_file(project))
    with run.build_lock(project):
        run.tidy(project)
        run_stages(project, mirror, file=file, on_end=lambda _: None)
    mirror.settle()


def main() -> int:
    """Run the flow in this folder; 0 where it came to its end. What a server says is taken as words."""
    state = retrain(return_state=True)
    print(state.message, file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    raise SystemExit(main())
