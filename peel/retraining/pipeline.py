"""The pipeline of a clone, run as `dvc repro` without Prefect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peel.process.follow import OnEvent
from peel.project import run


def repro(on_event: OnEvent) -> Callable[[Path], None]:
    """What runs all stages of a project, first clearing what a killed run has left; events go to `on_event`."""

    def every_stage(project: Path) -> None:
        with run.build_lock(project):
            run.tidy(project)
            run.run_stages(project, on_event=on_event)

    return every_stage
