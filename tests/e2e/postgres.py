"""A real PostgreSQL for tests: Debian's programs, started as a plain user on a free port, gone afterwards.

    def test_something(postgres):
        store = ...  # PEEL_STORE_URL=postgres.fresh(), a new empty database

With `postgres.stop()` and `postgres.start()` it goes away and comes back.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _programs() -> Path | None:
    """The folder with pg_ctl: Debian keeps it beside its library, one for each version."""
    found = [Path(each) for each in [shutil.which("pg_ctl")] if each]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    return found[0].resolve().parent if found else None


def _plain_user() -> dict[str, object]:
    """Who runs it: the server refuses root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Postgres:
    """A server with a data folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder, self.port = programs, folder, _free_port()
        self._numbers = itertools.count(1)
        if user := _plain_user():
            os.chown(folder, user["user"], user["group"])
        self._run(
            "initdb", "-D", folder / "data", "-A", "trust", "-U", "peel", "--no-sync", "-E", "UTF8"
        )

    def start(self) -> None:
        """Start it, with what it is asked to keep on disk kept there."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.folder / "data", "-w", "-l", log, "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """End it at once, as a power cut does."""
        self._run("pg_ctl", "-D", self.folder / "data", "-m", how, "stop")

    def url(self, database: str = "postgres") -> str:
        """What PEEL_STORE_URL takes."""
        return f"postgresql+psycopg://peel@127.0.0.1:{self.port}/{database}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"peel_{next(self._numbers)}"
        engine = create_engine(self.url(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.url(name)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **_plain_user(),
        )
        assert done.returncode == 0, done.stdout


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """A server for a while; skips, loudly, where there are no programs of it."""
    programs = _programs()
    if programs is None:
        assert not os.environ.get("CI"), "the CI installs postgresql"
        pytest.skip("SKIPPED FOR WANT OF POSTGRESQL: no pg_ctl here (apt-get install postgresql)")
    folder = Path(
        tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    )  # short: a socket's path has at most 107 letters
    server = Postgres(programs, folder)
    try:
        server.start()
        yield server
    finally:
        with contextlib.suppress(AssertionError):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for all tests of this process."""
    with running() as server:
        yield server
