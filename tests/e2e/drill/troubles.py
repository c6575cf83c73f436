"""What may happen to an installation while its score is down, or while it trains a better model; each for real."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator

from peel.process.environment import child_environment
from peel.project.state import state_of
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.site import PEEL, Site, pids


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
        time.sleep(20)
        kill(site, "flows")
        time.sleep(10)
        kill(site, "prefect")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    thread.join(60)


@contextlib.contextmanager
def store_locked(site: Site, _hook: Hook) -> Iterator[None]:
    """Somebody holds the database for 30 s."""
    with contextlib.closing(
        sqlite3.connect(state_of(site.folder).store, check_same_thread=False)
    ) as held:
        held.isolation_level = None
        held.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(30, lambda: held.execute("COMMIT"))
        timer.start()
        yield
        timer.join()


@contextlib.contextmanager
def twice(site: Site, _hook: Hook) -> Iterator[None]:
    """Two people retrain by hand at the same time."""
    around = child_environment({**site.around, "PEEL_CLOCK": str(site.clock)})
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
        thread.join(10)
