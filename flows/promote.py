"""Judges candidates that nobody has compared yet, and does what follows. `python -m flows.promote`."""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from peel import clock
from peel.errors import PeelError
from peel.registry.examine import carry_out, examine, is_due, resume
from peel.registry.registry import Registry, candidates, open_registry
from peel.registry.shadow import conclude


@flow(name="promote", persist_result=False, log_prints=False)
def promote() -> State[None]:
    """Compare each candidate that is open with the champion; one that is better takes over, or waits for a person."""
    try:
        told = judged(open_registry(Path.cwd()), now=clock.now())
    except PeelError as error:
        return Failed(message=str(error))
    return Completed(message="; ".join(told) or "no candidate waits")


def judged(registry: Registry, *, now: float) -> list[str]:
    """What labels say of the challenger beside the champion, and the gate of each candidate that is due, in words."""
    words = resume(registry, now=now)
    trial = conclude(registry, now=now)
    words += [trial.words] if trial else []
    for one in candidates(registry.store):
        if is_due(registry, one, now=now):
            told = examine(registry, one.model, data=registry.project / "data", now=now)
            if told is not None:
                carry_out(registry, told, now=now)
                words.append(f"{one.model[:12]}: {told.verdict}, {told.words}")
    return words


def main() -> int:
    """Run the flow in this folder; 0 where it came to its end. What a server says is taken as words."""
    state = promote(return_state=True)
    print(state.message, file=sys.stderr)
    return 0 if state.is_completed() else 1


if __name__ == "__main__":
    raise SystemExit(main())
