"""The store in a real PostgreSQL: the same tests as in a file, two processes at once, the server gone and back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from peel.errors import PeelError
from peel.feedback import labels, ledger, tables, tickets
from peel.feedback.store import open_store
from peel.feedback.writer import Writer
from peel.project.state import state_of
from tests.unit.feedback.conftest import MINT, answer, said

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
# What stands in a store of either sort; the others look at files.
SAME = {
    "feedback": "audit epochs happened keys labels ledger leases queue tickets writer",
    "watch": "acknowledge alerts due outbox turn",
}
# They open stores that they leave to the garbage collector, which a file takes quietly.
QUIET = ("-W", "ignore::ResourceWarning", "-W", "ignore::pytest.PytestUnraisableExceptionWarning")
REGISTRY = ("examine", "looks", "noted", "promote", "registry", "settle", "shadow")

_TWO = """
import sys
from peel.feedback import epochs, happened, keys, labels, leases, ledger, tickets
from peel.feedback.store import open_store
from peel.feedback.writer import Writer
from peel.project.state import state_of
from peel.types.key import NewKey
from peel.types.ledger import Deed
from tests.unit.feedback.conftest import MINT, answer, epoch, said
from pathlib import Path
me, shared = sys.argv[2], sys.argv[3:]
state = state_of(Path(sys.argv[1]))
store = open_store(state)
print("ready", flush=True)
sys.stdin.readline()
writer = Writer(store, state, mint=MINT)
took = sum(leases.take(store, leases.Lease(f"turn {n}", me), for_s=60, now=0.0) for n in range(50))
for n in range(50):
    row = answer(float(n), source=me)
    writer.put_ticket(row)
    assert writer.put_labels([said(row.ticket)]).result(30) == ["kept"]
    writer.put_labels([said(ticket) for ticket in shared]).result(30)
    ledger.note(store, Deed(who=me, what="promote"), now=float(n))
    happened.tell(store, "watch", data={"n": n}, now=float(n))
    opened = epochs.open_epoch(store, epoch(tau=0.5 + n / 1000), now=float(n))
writer.close()
print(took, flush=True)
"""


@pytest.fixture
def store(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    store = open_store(state_of(tmp_path))
    yield store
    store.engine.dispose()


@pytest.mark.parametrize("room", SAME)
def test_same_tests_pass_on_postgres(postgres, room):
    files = [f"tests/unit/{room}/test_{name}.py" for name in SAME[room].split()]
    options = ["-q", "-p", "no:cacheprovider", "-k", "not locked", *QUIET]
    env = {**os.environ, "TESTED_STORE": postgres.fresh(), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3_000:]


def _count(store, table):
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def _both(tmp_path, shared, url):
    """Two processes that begin at once; what each of them printed last."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PEEL_STORE_URL": url}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _TWO, str(tmp_path), name, *shared],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    told = []
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        told.append(int(out))
    return told


def test_two_processes_agree(postgres, tmp_path, monkeypatch):
    url = postgres.fresh()
    monkeypatch.setenv("PEEL_STORE_URL", url)
    shared = [MINT.new(float(n)) for n in range(20)]
    took = _both(tmp_path, shared, url)
    store = open_store(state_of(tmp_path))
    with store.writing() as connection:
        tickets.add(connection, [answer(ticket=ticket) for ticket in shared])
    labels.drain(store)
    assert sum(took) == 50
    assert _count(store, tables.labels) == 2 * 50 + len(shared)
    assert (len(ledger.read(store)), ledger.verify(store)) == (100, None)
    assert _count(store, tables.happened) == 100
    with store.reading() as connection:
        still_open = select(func.count()).where(tables.epochs.c.closed_at.is_(None))
        assert connection.scalar(still_open) == 1
    store.engine.dispose()


def test_server_that_went_away_comes_back(postgres, store, tmp_path):
    writer = Writer(store, state_of(tmp_path), mint=MINT)
    first, second = answer(1.0), answer(2.0)
    writer.put_ticket(first)
    assert writer.put_labels([said(first.ticket)]).result(10) == ["kept"]
    postgres.stop()
    try:
        writer.put_ticket(second)
        with pytest.raises(PeelError, match="P831"):
            writer.put_labels([said(second.ticket)]).result(20)
        time.sleep(1.5)
        assert (writer.counts.waiting, writer.counts.lost) == (1, 0)
    finally:
        postgres.start()
    assert writer.put_labels([said(second.ticket)]).result(20) == ["kept"]
    assert _count(store, tables.labels) == 2
    writer.close()
