"""The pipeline of a clone, run as `dvc repro` without Prefect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peel.process.follow import OnEvent
from peel.project import run
from peel.sources.ingested import STANDS_IN
from peel.types.event import Event, Warned


def repro(on_event: OnEvent) -> Callable[[Path], None]:
    """What runs all stages of a project, first clearing what a killed run has left; events go to `on_event`."""

    def every_stage(project: Path) -> None:
        with run.build_lock(project):
            run.tidy(project)
            run.run_stages(project, on_event=without_absent(on_event))

    return every_stage


def without_absent(on_event: OnEvent) -> OnEvent:
    """The same without the warning of a source that is not here: a clone has none of a person's folders, and need not."""

    def told(event: Event) -> None:
        if not (isinstance(event, Warned) and STANDS_IN in event.message):
            on_event(event)

    return told
