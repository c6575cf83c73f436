"""Whether a build would find nothing to do; asked before anything slow is started."""

from __future__ import annotations

import time
from pathlib import Path

from ruamel.yaml import YAML

from peel.errors import PeelError
from peel.process import dvc
from peel.process.environment import child_environment
from peel.process.follow import OnEvent, follow
from peel.process.supervisor import supervised
from peel.project import run
from peel.types.event import Ended, Event, Passed, Started, Unchanged, Warned

FIRST = "scan"


def unchanged(project: Path, *, on_event: OnEvent) -> bool:
    """Whether every stage of `project` stands as it would be built now; then what `scan` told goes to `on_event`.

    The one stage that always runs is run as DVC would, and DVC is asked what has changed: 1.2 s of
    CPU, where a server, a flow and `dvc repro` take 9. Any doubt is a no: the build then says what
    is wrong. Raises P703 when a build runs.
    """
    if not (project / "dvc.lock").exists():
        return False
    told: list[Event] = []
    with run.build_lock(project):
        run.tidy(project)
        try:
            is_same = _scan(project, told.append) and dvc.changed_stages(project) <= {FIRST}
        except PeelError:
            is_same = False
    if is_same:
        for event in [*told, Unchanged()]:
            on_event(event)
    return is_same


def _scan(project: Path, on_event: OnEvent) -> bool:
    """Run the stage, and tell its warnings and its end as a flow would; whether it ended well."""
    events, start = run.new_events_file(project), time.monotonic()
    text = (project / "dvc.yaml").read_text(encoding="utf-8")
    command = YAML(typ="safe", pure=True).load(text)["stages"][FIRST]["cmd"]
    with supervised(
        ["/bin/sh", "-c", command],
        cwd=project,
        environment=child_environment({"PEEL_EVENTS": str(events)}),
        log=project / ".peel" / "logs" / f"{FIRST}.log",
    ) as process:
        seen = follow(process, events, on_event=lambda _: None)
    told = next((event for event in seen if isinstance(event, Ended)), None)
    if process.returncode or told is None:
        return False
    for event in seen:
        if isinstance(event, Started | Warned):
            on_event(event)
    seconds = round(time.monotonic() - start, 2)
    on_event(Passed(stage=told.stage, state="done", seconds=seconds, message=told.message))
    return True
