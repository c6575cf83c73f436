"""What was answered for is on disk: killed processes, a killed server, a full disk; benchmarks/durability.py kills 200 times."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time

import pytest
from sqlalchemy import func, select

from benchmarks.durability import campaign, label_of, ticket_of
from peel.errors import PeelError
from peel.feedback import tables
from peel.feedback.store import is_full, open_store
from peel.feedback.writer import Writer
from peel.project.state import state_of
from tests.unit.feedback.conftest import MINT, answer, said

pytestmark = pytest.mark.e2e


def test_killed_writer_loses_no_answered_label(tmp_path):
    done = campaign(tmp_path, 15)
    assert done.answered > 100
    assert (done.missing, done.twice, done.tickets_lost) == (0, 0, 0)


def test_killed_writer_beside_postgres_loses_none(tmp_path, postgres, monkeypatch):
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    done = campaign(tmp_path, 15)
    assert done.answered > 100
    assert (done.missing, done.twice, done.tickets_lost) == (0, 0, 0)


def _send_until(stop, writer, tickets):
    """Send label after label, whatever is refused; the numbers that were answered for."""
    answered = []
    for number in range(len(tickets)):
        if stop.is_set():
            break
        writer.put_ticket(ticket_of(number, tickets))
        with contextlib.suppress(PeelError):
            answered += (
                [number] if writer.put_labels([label_of(number, tickets)]).result(30) else []
            )
    return answered


def test_killed_database_loses_no_answered_label(tmp_path, postgres, monkeypatch):
    """Three times without a moment for it to tidy up."""
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    state = state_of(tmp_path)
    store = open_store(state)
    writer, stop, answered = Writer(store, state, mint=MINT), threading.Event(), []
    tickets = [MINT.new(float(n)) for n in range(20_000)]
    caller = threading.Thread(target=lambda: answered.extend(_send_until(stop, writer, tickets)))
    caller.start()
    for _ in range(3):
        time.sleep(0.7)
        postgres.stop()
        time.sleep(0.3)
        postgres.start()
    time.sleep(0.7)
    stop.set()
    caller.join(60)
    writer.close()
    with store.reading() as connection:
        there = list(connection.scalars(select(tables.labels.c.client)))
    store.engine.dispose()
    assert len(answered) > 50
    assert {str(n) for n in answered} <= set(there)
    assert len(set(there)) == len(there)


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_full_disk_refuses_labels_and_heals(small_disk):
    state = state_of(small_disk)
    store = open_store(state)
    writer = Writer(store, state, mint=MINT)
    first, second = answer(1.0), answer(2.0)
    writer.put_ticket(first)
    assert writer.put_labels([said(first.ticket)]).result(10) == ["kept"]
    ballast = small_disk / "ballast"
    with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    writer.put_ticket(second.model_copy(update={"outputs": {"text": "x" * 50_000}}))
    with pytest.raises(PeelError, match="P831") as refused:
        writer.put_labels([said(second.ticket)]).result(20)
    assert is_full(refused.value)
    assert (writer.counts.waiting, writer.counts.lost) == (1, 0)
    ballast.unlink()
    assert writer.put_labels([said(second.ticket)]).result(20) == ["kept"]
    writer.close()
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.labels)) == 2
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.engine.dispose()
