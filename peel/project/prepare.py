"""What a build does before it starts anything slow: refuse what can be refused, write what was asked for."""

from __future__ import annotations

from pathlib import Path

from peel.manifest.sources.find import find
from peel.params.load import FILE, load
from peel.process import dvc
from peel.project import run, template


def prepare(folder: Path, *, data: str | None = None, threshold: float | None = None) -> Path:
    """The project in `folder`, with `data` and `threshold` in its params.yaml, ready to run.

    Raises before anything is written: P721 (no project), P801 (libraries missing), P703 (a build
    runs), P101 to P104 (params.yaml), P2xx (no such source).
    """
    project = template.find(folder)
    run.need_build_extra()
    with run.build_lock(project):
        params = load(project / FILE)
        find(project / Path(data or params.ingest.source).expanduser())
        template.set_params(project, data=data, threshold=threshold)
        dvc.settle(project)
    return project
