"""Runs a project's pipeline: as a Prefect flow in a child process, or stage by stage without Prefect."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from ruamel.yaml import YAML

from peel import files
from peel.errors import PeelError
from peel.process import disk, dvc, server
from peel.process.follow import OnEvent, follow, told_error
from peel.process.supervisor import exit_words, supervised
from peel.project import result, template
from peel.types.event import Ended, Event, Judged, Passed, Refused, Started

REFUSED = 2
_KEPT_RUNS = 20
_DIED = ("P712", "P715")
_LOCK_PATIENCE_S = 2.0
_WHAT = "a build of this project"


@contextlib.contextmanager
def build_lock(project: Path) -> Iterator[None]:
    """Held while a project's pipeline or its params.yaml is being worked on; raises P703.

    Waits a little: what a kill -9 left behind is gone within that time.
    """
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(files.lock(project / ".peel" / "build.lock", _WHAT))
                break
            except PeelError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield


def new_events_file(project: Path) -> Path:
    """A fresh file for the events of one run; those of the last 20 runs stay."""
    folder = project.resolve() / ".peel" / "events"
    with files.guard(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.jsonl"))[: 1 - _KEPT_RUNS]:
        old.unlink(missing_ok=True)
    return folder / f"{time.time_ns()}.jsonl"


def run_flow(project: Path, module: str, *, on_event: OnEvent) -> int:
    """Run `python -m MODULE` in the project under a supervisor; returns the verdict's exit code.

    Talks to the Prefect server that was asked for, or to a private one for that time. What the flow
    prints stands in .peel/logs/. A verdict that was told counts, whatever becomes of the process
    after it. Raises the refusal that a stage told, or P715 when the flow died.
    """
    events = new_events_file(project)
    log = project / ".peel" / "logs" / f"{module}.log"
    project = project.resolve()
    on_event(Started(stage="server"))
    with server.prefect_api(project) as api:
        environment = api.environment({"PEEL_EVENTS": str(events)})
        command = [sys.executable, "-m", module]
        with supervised(command, cwd=project, environment=environment, log=log) as process:
            seen = follow(process, events, on_event=on_event)
    code = told_code(seen)
    if code is None or code == REFUSED:
        raise with_reason(told_error(seen) or _flow_died(process.returncode, log), project)
    return code


def told_code(seen: Iterable[Event]) -> int | None:
    """The exit code of a flow that told these events, or None when it told neither verdict nor refusal.

    >>> told_code([Started(stage="scan"), Judged(verdict="fail")])
    1
    """
    told = list(seen)
    verdicts = [event.verdict for event in told if isinstance(event, Judged)]
    if verdicts:
        return result.EXIT_CODES[verdicts[-1]]
    return REFUSED if any(isinstance(event, Refused) for event in told) else None


def run_stages(project: Path, *, on_event: OnEvent) -> None:
    """Run `dvc repro` in the project, all stages, without Prefect; raises what a stage told."""

    def tell(event: Event) -> None:
        on_event(event)
        if isinstance(event, Ended):
            on_event(
                Passed(
                    time=event.time,
                    stage=event.stage,
                    state="done",
                    seconds=event.seconds,
                    message=event.message,
                )
            )

    try:
        dvc.repro(project, events=new_events_file(project), on_event=tell)
    except PeelError as error:
        told = with_reason(error, project)
        if told is error:
            raise
        raise told from error


def with_reason(error: PeelError, project: Path) -> PeelError:
    """What stopped without a word of its own (P712, P715) may be code of another Peel: then that is said with it."""
    other = template.differing(project) if error.code in _DIED else []
    if not other:
        return error
    hint = f"the project's pipeline is not as this Peel writes it ({len(other)} of its files, the first {other[0]}): peel upgrade writes it anew and keeps what was there"
    return error.but(do=f"{error.do}; {hint}")


def tidy(project: Path) -> int:
    """Clear what a kill -9 left: DVC's lock, files beside a stage's outputs; returns how many files. Call under the lock.

    A folder that had been moved aside goes back when its successor never took its place.
    """
    dvc.heal(project)
    stages = stage_names(project)
    ours = [
        (project, "bundle"),
        (project, "bundle.previous"),
        *((project / "data", stage) for stage in stages),
    ]
    left = [p for folder, name in ours for p in folder.glob(f".old-{name}")]
    left += [p for folder, name in ours for p in folder.glob(f".tmp-{name}-*")]
    for stage in stages:  # what stands in a stage's own folder is all its own
        left += [*(project / "data" / stage).glob(".old-*")]
        left += [*(project / "data" / stage).glob(".tmp-*")]
    for path in left:
        _clear(path)
    return len(left)


def stage_names(project: Path) -> list[str]:
    """The stages of the project's dvc.yaml, in its order."""
    text = (project / "dvc.yaml").read_text(encoding="utf-8")
    return list(YAML(typ="safe", pure=True).load(text)["stages"])


def _clear(path: Path) -> None:
    stood = path.with_name(path.name.removeprefix(".old-"))  # as files.new_folder names it
    if stood != path and not stood.exists():
        path.rename(stood)
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _flow_died(code: int, log: Path) -> PeelError:
    said = log.read_text("utf-8", "replace")
    return disk.refusal(said, log.parent) or PeelError(
        "P715",
        "the flow stopped before its end",
        got=exit_words(code),
        allowed="a flow that ends with its verdict",
        do=f"run the same command again to go on from there; what it said stands in {log.relative_to(log.parents[2])}",
    )
