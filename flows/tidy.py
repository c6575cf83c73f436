"""Removes answers and kept pictures whose time is over, every hour, so that nobody has to think of it. `python -m flows.tidy`."""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from peel import clock
from peel.care.gc import forget_old, is_steady
from peel.care.home import home_of
from peel.errors import PeelError
from peel.params.load import FILE, load
from peel.text import counted


@flow(name="tidy", persist_result=False, log_prints=False)
def tidy() -> State[None]:
    """Remove what has no label and is older than serve.keep_days; models, branches and DVC's cache are left to `peel gc`."""
    try:
        return Completed(message=tidied(Path.cwd(), now=clock.now()))
    except PeelError as error:
        return Failed(message=str(error))


def tidied(project: Path, *, now: float) -> str:
    """What was removed, in words. Raises P831, and P101 to P105 for params.yaml."""
    days = load(project / FILE).serve.keep_days
    home = home_of(project)
    if not is_steady(home, now=now):
        return "nothing removed: the clock jumped, or this is the first look; the next one, in an hour, removes"
    gone = forget_old(home, keep_days=days, now=now)
    answers, pictures = counted(gone.tickets, "answer"), counted(len(gone.pictures), "picture")
    return f"{answers} and {pictures} removed"


def main() -> int:
    """Run the flow in this folder; 0 where it came to its end. What a server says is taken as words."""
    state = tidy(return_state=True)
    print(state.message, file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    raise SystemExit(main())
