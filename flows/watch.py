"""A turn of the watch as a flow, every few minutes: also where no server runs, and for dips that nobody has handled. `python -m flows.watch`."""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed, Failed

from peel import clock
from peel.errors import PeelError
from peel.retraining import held, runs
from peel.retraining.need import need
from peel.retraining.place import Place, Tools, place_of
from peel.retraining.run import call_a_person, is_worked_on
from peel.text import counted
from peel.watch import alerts, turn

_RETRAIN = "retrain/peel"


@flow(name="watch", persist_result=False, log_prints=False)
def watch() -> State[None]:
    """Fold what came since the last turn, send what is to be told, and begin a retraining where one is needed or was killed."""
    logger = get_run_logger()
    try:
        place = place_of(Path.cwd(), Tools(repro=_none, now=clock.now, say=logger.info))
        words = _turn(place)
        if is_wanted(place):
            words += f"; {begin()}"
    except PeelError as error:
        return Failed(message=str(error))
    return Completed(message=words)


def _turn(place: Place) -> str:
    registry, params, now = place.registry, place.params, clock.now()
    changes = turn.turn(registry.store, params.watch, now=now)
    addresses = alerts.targets(registry.state)
    n = alerts.deliver(registry.store, addresses, settings=params.alerts, now=now)
    return f"{counted(len(changes), 'change')}, {counted(n, 'message')} sent"


def is_wanted(place: Place) -> bool:
    """Whether a dip waits for a retraining, or a run for somebody to go on with it; the store alone says so."""
    store = place.registry.store
    if runs.unfinished(store) is not None:
        return not is_worked_on(place)
    asked = need(store, place.params.retrain, trigger="red", now=place.tools.now())
    call_a_person(place, asked)
    held.say(place, asked)
    return asked.wanted


def begin() -> str:
    """Ask Prefect for a run of the flow, of several at once it drops all but one; what came of it in words."""
    try:
        run_deployment(_RETRAIN, timeout=0)
    except ObjectNotFound:  # nobody serves it here
        return f"a retraining is needed, but nobody serves {_RETRAIN}: peel up does"
    return "a retraining begins"


def _none(_: Path) -> None:
    """The watch builds nothing."""


def main() -> int:
    """Run the flow in this folder; 0 where it came to its end. What a server says is taken as words."""
    state = watch(return_state=True)
    print(state.message, file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    raise SystemExit(main())
