"""What may happen to an installation while its score is down, or while it trains a better model; each for real."""

from __future__ import annotations

import contextlib
import itertools
import json
import operator
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    struck: Counter[str] = Counter()
    with _often(lambda: strike(site, "prefect", struck), every_s=1.0):
        yield
    need(struck["prefect"] >= 1, f"Prefect's server was never there to kill: {struck}")


@contextlib.contextmanager
def killed(site: Site, _hook: Hook) -> Iterator[None]:
    """Whoever retrains, with all that it started, is killed after 20 s, and Prefect's server 10 s later."""

    struck: Counter[str] = Counter()

    def work() -> None:
        strike(site, "flows", struck)
        time.sleep(10)
        strike(site, "prefect", struck)

    with _later(work, after_s=20):
        yield
    need(struck["flows"] and struck["prefect"], f"not both were there to kill: {struck}")


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
    """Server, flows and Prefect are killed in turn every 3 s, each twice; the keeper, with which all of them end, once at the end."""
    left = ["serve", "flows", "prefect"] * 2

    def work() -> None:
        if left and kill(site, left[0]):
            del left[0]

    with _often(work, every_s=3.0):
        yield
        site.sleep_until("each was killed twice", lambda: not left, within_s=120)
    need(kill_keeper(site), "the keeper was not there to kill")


@contextlib.contextmanager
def killed_at_each_step(site: Site, _hook: Hook) -> Iterator[None]:
    """At each step of the retraining the flows and the server are killed; when it is begun anew, the keeper with all that it keeps."""
    done: set[tuple[str, int]] = set()

    def work() -> None:
        at = _at(site)
        if at is None or at in done or at[1] > len(_AT_TRY):
            return
        if _AT_TRY[at[1] - 1](site):
            done.add(at)

    with _often(work, every_s=0.05):
        yield
    print(f"killed at {sorted(done)}", flush=True)
    steps = {step for step, _ in done}
    need(len(steps) >= LEAST_STEPS, f"killed at {len(steps)} steps only: {sorted(done)}")


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


def _flows_and_server(site: Site) -> bool:
    if not kill(site, "flows"):
        return False
    kill(site, "serve")
    return True


def kill_keeper(site: Site) -> bool:
    """End the keeper as hard as it goes, and type `peel up` again; whether it was there."""
    number = files.holder(state_of(site.folder).folder / "keeper.lock")
    if number is not None:
        os.kill(number, signal.SIGKILL)
    site.peel("up")
    return number is not None


_AT_TRY = (_flows_and_server, kill_keeper)
# Steps of a retraining at which something has to be killed; how `peel retrain` ends, and how it says that another one works.
LEAST_STEPS = 4
_ENDED, _REFUSED = (0, 1, 3), ("P703", "P895")


@contextlib.contextmanager
def twice(site: Site, _hook: Hook) -> Iterator[None]:
    """Two people retrain by hand at the same time, beside what begins by itself: one run at a time, and who is second is refused."""
    around = child_environment({**site.around, **GIT, "PEEL_CLOCK": str(site.clock)})
    started = [
        subprocess.Popen(
            [PEEL, "retrain"],
            cwd=site.folder,
            env=around,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    said: list[str] = []
    try:
        yield
    finally:
        said += [process.communicate(timeout=600)[0] for process in started]
    judge_twice([process.returncode for process in started], said, times=_times(site))


def judge_twice(
    codes: Sequence[int], said: Sequence[str], *, times: Sequence[tuple[float, float | None]]
) -> None:
    """Raise unless somebody was refused, everybody else ended in words of ours, and no run began before the one before it had ended."""
    refused = [
        code == 2 and any(one in words for one in _REFUSED)
        for code, words in zip(codes, said, strict=True)
    ]
    ended = [code in _ENDED for code in codes]
    need(any(refused), f"nobody was refused: {codes} {said}")
    need(all(map(operator.or_, refused, ended)), f"one was broken: {codes} {said}")
    need(times, "nobody retrained")
    alone = all(
        end is not None and end <= begins for (_, end), (begins, _) in itertools.pairwise(times)
    )
    need(alone, f"two retrained at once: {times}")


def _times(site: Site) -> list[tuple[float, float | None]]:
    """When each retraining began and ended."""
    asked = "SELECT started_at, ended_at FROM runs ORDER BY started_at"
    with contextlib.closing(sqlite3.connect(state_of(site.folder).store)) as open_:
        return [(float(begins), end) for begins, end in open_.execute(asked)]


def need(is_so: object, words: str) -> None:
    """Raise where a trouble did not do what it is there for: a drill without it proves nothing."""
    if not is_so:
        raise RuntimeError(words)


def strike(site: Site, name: str, struck: Counter[str]) -> None:
    """End one of the kept processes, and count it."""
    struck[name] += kill(site, name)


def kill(site: Site, name: str) -> int:
    """End one of the kept processes and all below it as hard as it goes; how many were there."""
    n = 0
    for pid in pids(site, name):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            n += 1
    return n


@contextlib.contextmanager
def _often(work: Callable[[], None], *, every_s: float) -> Iterator[None]:
    """Do it again and again; what it raises ends it, and is raised at the end."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(every_s):
            work()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        try:
            yield
        finally:
            stop.set()
        done.result()


@contextlib.contextmanager
def _later(work: Callable[[], object], *, after_s: float) -> Iterator[None]:
    """Do it after a while, and go on when it is done; what it raises is raised then."""

    def run() -> None:
        time.sleep(after_s)
        work()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(run)
        yield
        done.result()
