"""An installation as a customer sets it up: a project that was built and committed, a first champion, `peel up`."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peel.params.edit import set_value
from peel.process.environment import child_environment
from peel.project.state import state_of
from peel.types.installation import Keeping
from tests.e2e.drill.client import Client

PEEL = Path(sys.executable).with_name("peel")
DAY_S = 86_400.0
GIT = {
    "GIT_AUTHOR_NAME": "Drill", "GIT_AUTHOR_EMAIL": "drill@localhost",
    "GIT_COMMITTER_NAME": "Drill", "GIT_COMMITTER_EMAIL": "drill@localhost",
}  # fmt: skip


@dataclass
class Site:
    """The project's folder, where its server listens, and the clock of all its processes."""

    folder: Path
    port: int
    around: dict[str, str] = field(default_factory=dict)
    key: str = ""

    @property
    def clock(self) -> Path:
        """The file that moves the clock."""
        return self.folder.parent / "clock"

    def sleep_until(self, what: str, is_so: Callable[[], Any], *, within_s: float) -> Any:
        """Wait for something; what it was comes back. Raises TimeoutError with the words."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            found = is_so()
            if found:
                return found
            time.sleep(0.5)
        raise TimeoutError(f"{what}: not within {within_s:.0f} s")

    def advance(self, seconds: float) -> None:
        """Move the clock of all processes on."""
        moved = float(self.clock.read_text()) if self.clock.exists() else 0.0
        work = self.clock.with_name(".clock")
        work.write_text(repr(moved + seconds))
        work.replace(self.clock)

    def run(self, *command: object, ok: Sequence[int] = (0,)) -> str:
        """A command in the project; its output. Raises RuntimeError where it ends otherwise than `ok`."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.folder,
            env=child_environment({**self.around, **GIT, "PEEL_CLOCK": str(self.clock)}),
            capture_output=True,
            text=True,
        )
        if done.returncode not in ok:
            raise RuntimeError(
                f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}"
            )
        return done.stdout + done.stderr

    def peel(self, *words: object, ok: Sequence[int] = (0,)) -> str:
        """One command of ours."""
        return self.run(PEEL, *words, ok=ok)

    def client(self) -> Client:
        """A new connection with the drill's key."""
        return Client(self.port, self.key)

    def set(self, values: Mapping[str, Any]) -> None:
        """Write parameters."""
        path = self.folder / "params.yaml"
        text = path.read_text("utf-8")
        for key, value in values.items():
            text = set_value(text, key, value=value)
        path.write_text(text, "utf-8")

    def commit(self, words: str) -> None:
        """Everything that git sees."""
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", words)


def pids(site: Site, name: str) -> list[int]:
    """The processes of `prefect`, `flows` or `serve` and of all that they started, the children first."""
    kept = Keeping.read(state_of(site.folder).folder / "keeper.json").kept
    found = [each.pid for each in kept if each.name == name and each.pid]
    return [child for top in found for child in _below(top)]


def _below(pid: int) -> Iterator[int]:
    """The process and its children, these first."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    with contextlib.suppress(OSError):
        for child in [int(one) for path in tasks for one in path.read_text().split()]:
            yield from _below(child)
    yield pid


def make(folder: Path, source: Path, values: Mapping[str, Any]) -> Site:
    """A project in `folder` with these pictures and parameters, built, committed, its model promoted."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    site = Site(folder, port=int(values["serve.port"]))
    subprocess.run([PEEL, "init", folder], check=True, capture_output=True, env=child_environment())
    site.run("git", "init", "-q", "-b", "main")
    site.set(values)
    site.peel("build", "--data", os.path.relpath(source, folder))
    site.commit("The first model")
    return site


@contextlib.contextmanager
def running(site: Site, *, alerts: str) -> Iterator[None]:
    """`peel up` for the time of the block, with a key of its own and alerts to that address; `peel down` in any case."""
    site.around["PEEL_ALERT_URLS"] = alerts
    site.peel("promote")
    scopes = ("predict", "feedback", "look", "metrics")
    asked = [word for scope in scopes for word in ("--scope", scope)]
    said = site.peel("keys", "make", "drill", *asked, "--trust", "auditor", "--per-minute", 60_000)
    site.key = next(word for word in said.split() if word.startswith("pk_"))
    try:
        site.peel("up", "--local-remote")
        yield
    finally:
        site.peel("down", ok=(0, 1, 2))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
