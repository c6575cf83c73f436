"""DVC as a command: runs stages under a supervisor and turns its many words into our one form."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peel import damage, files
from peel.errors import PeelError
from peel.events import now, warn
from peel.process import disk, git
from peel.process.environment import child_environment
from peel.process.follow import OnEvent, follow, told_error
from peel.process.supervisor import exit_words, supervised
from peel.types.event import Event, Skipped

COMMAND = (sys.executable, "-m", "dvc")


def repro(
    project: Path, arguments: Sequence[str] = (), *, events: Path, on_event: OnEvent
) -> list[Event]:
    """Run `dvc repro` in `project`; the events that its stages told go to `on_event` and come back.

    `skipped` tells of a stage for which DVC found nothing to do; one of which nothing is told was
    restored from an earlier run. What a stage finds damaged is made anew, once, with a word. Raises the
    stage's own refusal, or P711 (DVC is busy), P712 (a stage died), P713 (DVC refuses), P701, P702 (disk).
    """
    try:
        return _repro(project, arguments, events=events, on_event=on_event)
    except PeelError as error:
        if error.code not in damage.CODES:
            raise
        warn(f"{error.what}: {error.got}; it is made anew")
    return _repro(project, arguments, events=events, on_event=on_event)


def _repro(
    project: Path, arguments: Sequence[str], *, events: Path, on_event: OnEvent
) -> list[Event]:
    log = project / ".peel" / "logs" / "dvc.log"
    environment = child_environment({"PEEL_EVENTS": str(events), "PYTHONUNBUFFERED": "1"})
    command = [*COMMAND, "repro", *arguments]
    with supervised(command, cwd=project, environment=environment, log=log) as process:
        seen = follow(process, events, on_event=on_event, besides=_Skips(log).read)
    if process.returncode:
        said = log.read_text("utf-8", "replace")
        raise told_error(seen) or _failure(said, log, code=process.returncode)
    return seen


class _Skips:
    """What DVC says of stages that have not changed, as events; its own words for it are all that it tells."""

    def __init__(self, log: Path) -> None:
        self.log, self.offset = log, 0

    def read(self) -> list[Event]:
        with open(self.log, "rb") as file:
            file.seek(self.offset)
            said = file.read()
        whole = said[: said.rfind(b"\n") + 1]
        self.offset += len(whole)
        names = re.findall(rb"^Stage '([\w-]+)' didn't change, skipping", whole, re.MULTILINE)
        return [Skipped(time=now(), stage=name.decode()) for name in names]


def changed_stages(project: Path) -> frozenset[str]:
    """The stages that DVC would run, were those before them to leave their outputs as they are."""
    run = _run(project, ["status", "--json"])
    return frozenset(json.loads(run.stdout))


def heal(project: Path) -> None:
    """Remove DVC's lock file where none of the processes in it is a DVC any more. Call under the build's lock.

    DVC itself forgets a holder whose number nobody has; in a container, where numbers start anew
    with each start, another process soon has it, and the project would be busy for ever.
    """
    path = project / ".dvc" / "tmp" / "rwlock"
    if not path.exists():
        return
    text = path.read_text("utf-8", "replace")  # nothing, where the disk was full when DVC wrote it
    if not any(_is_dvc(number) for number in set(re.findall(r'"pid": (\d+)', text))):
        path.unlink(missing_ok=True)


def settle(project: Path) -> None:
    """Tell DVC, in the machine's own .dvc/config.local, whether there is a git to work with.

    A project made outside git, where git is not installed, or in a folder that an outer repository
    ignores, has to say so (core.no_scm); when git comes later, experiments and comparisons between
    commits become possible.
    """
    no_git = git.root(project) is None or git.ignores(project / "dvc.yaml")
    if _is_set(project, "no_scm", otherwise="false") == no_git:
        return
    local, value = project / ".dvc" / "config.local", str(no_git).lower()
    if local.exists():
        _run(project, ["config", "--local", "core.no_scm", value])
    else:
        files.write_text(local, f"[core]\n    no_scm = {value}\n")


def commit(project: Path, stage: str) -> None:
    """Take a stage's outputs as they lie there for what it wrote, without running it."""
    _run(project, ["commit", "--quiet", "--force", stage])


def collect(project: Path) -> None:
    """Remove from the cache what neither the folder, a branch, a tag nor an experiment names.

    Never `--workspace` alone: that takes away what other branches stand on.
    """
    kept = ["--workspace", "--all-branches", "--all-tags", "--all-experiments"]
    _run(project, ["gc", "--quiet", "--force", *kept])


def sends_usage(project: Path) -> bool:
    """Whether a `dvc` that a person types in `project` would report its use to its vendor."""
    return _is_set(project, "analytics", otherwise="true")


def remote(project: Path) -> str | None:
    """The name of the project's default remote, or None; without starting DVC."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read([project / ".dvc" / file for file in ("config", "config.local")], encoding="utf-8")
    return parser.get("core", "remote", fallback=None)


def add_remote(project: Path, name: str, *, folder: Path) -> None:
    """Make `folder` the project's default remote, in the machine's own .dvc/config.local.

    It is told from the project on: DVC cannot write a path with letters beyond ASCII, as the way to the project may have.
    """
    with files.guard(folder):
        folder.mkdir(parents=True, exist_ok=True)
    near = os.path.relpath(folder, project)
    _run(project, ["remote", "add", "--local", "--force", "--default", name, near])


def push(project: Path) -> None:
    """Send to the default remote what it does not have of the pipeline as it stands."""
    _run(project, ["push", "--quiet"])


class Unpushed(NamedTuple):
    """What of the pipeline's data the default remote does not have: here, or nowhere any more."""

    here: list[str]
    nowhere: list[str]


def not_pushed(project: Path) -> Unpushed:
    """What the default remote does not have; `dvc push` sends what is here."""
    found = json.loads(_run(project, ["status", "--cloud", "--json"]).stdout or "{}")
    states = ("new", "missing")
    return Unpushed(*(sorted(n for n, state in found.items() if state == one) for one in states))


def pull(project: Path, *names: str) -> None:
    """Bring the outputs of the stages (or of the .dvc files) `names` from the default remote, over what lies there."""
    _run(project, ["pull", "--quiet", "--force", *names])


def add(project: Path, path: str) -> None:
    """Put a file or folder under DVC's care: its digest in a .dvc file beside it, its content in the cache."""
    _run(project, ["add", "--quiet", path])


def _is_set(project: Path, name: str, *, otherwise: str) -> bool:
    """The switch core.NAME in the project's configuration of DVC, without starting DVC."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    places = [project / ".dvc" / file for file in ("config", "config.local")]
    parser.read(places, encoding="utf-8")
    return parser.get("core", name, fallback=otherwise).lower() in ("true", "yes", "on", "1")


def _run(project: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A short command of DVC, by itself."""
    run = subprocess.run(
        [*COMMAND, *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        env=child_environment(),
    )
    if run.returncode:
        log = project / ".peel" / "logs" / "dvc.log"
        files.write_text(log, run.stderr)
        raise _failure(run.stderr, log, code=run.returncode)
    return run


def _is_dvc(number: str) -> bool:
    """Whether the process is one; where the system does not tell (no /proc), DVC's own check has to do."""
    try:
        return b"dvc" in Path("/proc", number, "cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()


def _failure(said: str, log: Path, *, code: int) -> PeelError:
    """What DVC's words and its return code mean; `log` is where the words stand."""
    if re.search(r"is busy, it is being blocked|Unable to acquire lock", said):
        return _busy(said)
    disks = disk.refusal(said, log.parent)
    if disks:
        return disks
    stopped = re.search(r"failed to run: .*, exited with (-?\d+)", said)
    if stopped:
        return _died(said, log, code=int(stopped[1]))
    is_signal = code < 0 or 128 < code < 255  # DVC itself ends with 1 or 255
    return _died(said, log, code=code) if is_signal else _refusal(said, log)


def _busy(said: str) -> PeelError:
    holders = re.findall(r"\(PID (\d+)\)", said)
    return PeelError(
        "P711",
        "another DVC command works on this project",
        got=f"process {', '.join(holders) or 'unknown'}",
        allowed="one at a time in a project",
        do="wait until it ends; if no such process is there, delete .dvc/tmp/rwlock and .dvc/tmp/lock",
    )


def _died(said: str, log: Path, *, code: int) -> PeelError:
    return PeelError(
        "P712",
        "a stage stopped before its end",
        got=f"{exit_words(code)}{_last_words(said)}",
        allowed="a stage that ends with its result or with a refusal",
        do=f"read {log.relative_to(log.parents[2])}; run the same command again to go on from there",
    )


_ADDRESS = "For further information visit"  # the last line of what pydantic refuses


def _last_words(said: str) -> str:
    """The last line of a traceback, in what the stage itself printed; DVC tells its command as `> command`."""
    own = said.split("ERROR: failed to reproduce")[0].splitlines()
    lines = [line.strip() for line in own if line.strip() and _ADDRESS not in line]
    last = lines[-1] if lines else ""
    return "" if last.startswith((">", "Running stage")) else f": {last}"


def _refusal(said: str, log: Path) -> PeelError:
    lines = [line for line in said.splitlines() if line.strip()] or ["nothing"]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines[-1:]
    return PeelError(
        "P713",
        "DVC could not do it",
        got=errors[0].removeprefix("ERROR: "),
        allowed="a project whose dvc.yaml and .dvc are as `peel init` made them",
        do=f"read {log.relative_to(log.parents[2])}",
    )
