"""What may happen to an installation while its score is down, or while it trains a better model; each for real."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from peel import files
from peel.process.environment import child_environment
from peel.project.state import state_of
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.site import GIT, PEEL, Site, pids


@contextlib.contextmanager
def webhook_down(_site: Site, hook: Hook) -> Iterator[None]:
    """Nobody takes the alert until 20 s after the score was seen to be down."""
    hook.is_down = True
    try:
        yield
        time.sleep(20)
    finally:
        hook.is_down = False


@contextlib.contextmanager
def prefect_down(site: Site, _hook: Hook) -> Iterator[None]:
    """Prefect's server is killed as often as it is started again."""
    with _often(lambda: kill(site, "prefect"), every_s=1.0):
        yield


@contextlib.contextmanager
def killed(site: Site, _hook: Hook) -> Iterator[None]:
    """Whoever retrains, with all that it started, is killed after 20 s, and Prefect's server 10 s later."""

    def work() -> None:
        kill(site, "flows")
        time.sleep(10)
        kill(site, "prefect")

    with _later(work, after_s=20):
        yield


@contextlib.contextmanager
def store_locked(site: Site, _hook: Hook) -> Iterator[None]:
    """Somebody holds the database for 30 s."""
    with contextlib.closing(
        sqlite3.connect(state_of(site.folder).store, check_same_thread=False)
    ) as held:
        held.isolation_level = None
        held.execute("BEGIN EXCLUSIVE")
        with _later(lambda: held.execute("COMMIT"), after_s=30):
            yield


@contextlib.contextmanager
def store_gone(site: Site, _hook: Hook) -> Iterator[None]:
    """Somebody moves the database away, and brings it back after 20 s."""
    store = state_of(site.folder).store
    away = store.with_name("away")
    away.mkdir()
    for path in sorted(store.parent.glob("store.db*")):  # itself first, and back last
        path.rename(away / path.name)

    def back() -> None:
        for path in sorted(away.iterdir(), reverse=True):
            path.rename(store.parent / path.name)

    with _later(back, after_s=20):
        yield


@contextlib.contextmanager
def disk_full(site: Site, _hook: Hook) -> Iterator[None]:
    """The disk of the installation's state is full for 20 s; for `small_disk` alone."""
    ballast = state_of(site.folder).folder / "ballast"

    def work() -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            _fill(ballast)
            time.sleep(0.1)
        ballast.unlink()

    with _later(work, after_s=0):
        yield


def _fill(ballast: Path) -> None:
    """To the last byte, also what was freed meanwhile."""
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while file.write(bytes(2**16)):
            pass
    with contextlib.suppress(OSError), ballast.open("ab", buffering=0) as file:
        while file.write(bytes(256)):
            pass


@contextlib.contextmanager
def small_disk(site: Site, *, mb: int = 1500) -> Iterator[bool]:
    """The installation's state on a disk of its own for the time of the block; False where this user may mount none."""
    folder = state_of(site.folder).folder
    if os.geteuid() != 0:
        yield False
        return
    beside = folder.with_name("loop-before")
    folder.mkdir(parents=True, exist_ok=True)
    folder.rename(beside)
    folder.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mb}m", "tmpfs", folder], check=True)
    try:
        shutil.copytree(beside, folder, symlinks=True, dirs_exist_ok=True)
        yield True
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextlib.contextmanager
def each_killed(site: Site, _hook: Hook) -> Iterator[None]:
    """Server, flows and Prefect are killed in turn every 5 s; the keeper, with which all of them end, once at the end."""
    turn = itertools.cycle(("serve", "flows", "prefect"))
    with _often(lambda: kill(site, next(turn)), every_s=5.0):
        yield
    kill_keeper(site)


@contextlib.contextmanager
def killed_at_each_step(site: Site, _hook: Hook) -> Iterator[None]:
    """At each step of the retraining the flows and the server are killed; when it is begun anew, the keeper with all that it keeps."""
    done: set[tuple[str, int]] = set()

    def work() -> None:
        at = _at(site)
        if at is None or at in done or at[1] > len(_AT_TRY):
            return
        done.add(at)
        _AT_TRY[at[1] - 1](site)

    with _often(work, every_s=0.05):
        yield
    print(f"killed at {sorted(done)}", flush=True)


def _at(site: Site) -> tuple[str, int] | None:
    """The step at which the retraining stands, and how often it was begun; None where none works."""
    store = state_of(site.folder).store
    asked = "SELECT step, notes FROM runs WHERE ended_at IS NULL"
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(store)) as open_,
    ):
        found = open_.execute(asked).fetchone()
        tries = int(json.loads(found[1]).get("tries", 0)) if found else 0
        return (str(found[0]), tries) if found and tries else None
    return None


def _flows_and_server(site: Site) -> None:
    kill(site, "flows")
    kill(site, "serve")


def kill_keeper(site: Site) -> None:
    """End the keeper as hard as it goes, and type `peel up` again."""
    number = files.holder(state_of(site.folder).folder / "keeper.lock")
    if number is not None:
        os.kill(number, signal.SIGKILL)
    site.peel("up")


_AT_TRY = (_flows_and_server, kill_keeper)


@contextlib.contextmanager
def twice(site: Site, _hook: Hook) -> Iterator[None]:
    """Two people retrain by hand at the same time."""
    around = child_environment({**site.around, **GIT, "PEEL_CLOCK": str(site.clock)})
    started = [
        subprocess.Popen(
            [PEEL, "retrain"],
            cwd=site.folder,
            env=around,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    try:
        yield
    finally:
        for process in started:
            process.wait(600)


def kill(site: Site, name: str) -> None:
    """End one of the kept processes and all below it as hard as it goes."""
    for pid in pids(site, name):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def _often(work: Callable[[], None], *, every_s: float) -> Iterator[None]:
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(every_s):
            work()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def _later(work: Callable[[], object], *, after_s: float) -> Iterator[None]:
    """Do it after a while, and go on when it is done."""
    timer = threading.Timer(after_s, work)
    timer.start()
    try:
        yield
    finally:
        timer.join()
