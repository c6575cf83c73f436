"""Whether every label that was answered for is there exactly once after the process is killed, and what the writer costs.

    python benchmarks/durability.py [--kills 200] [--postgres URL]

Four callers send labels through one writer; the process is killed (SIGKILL) at a random moment, a new one starts on the same
database and sends again what was not answered. Prints Markdown. In the end the database is read by another process: each label
that was answered has to be there once, and the file has to be whole. Rates depend on the disk: `fsync` is part of each commit.
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import select as polling
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select, text

from peel.feedback import tables
from peel.feedback.store import Store, open_store
from peel.feedback.tickets import Mint
from peel.feedback.writer import Writer
from peel.project.state import State, state_of
from peel.types.ticket import Label, Ticket

MINT = Mint("ticket key", "audit key")
CALLERS = 4


class Campaign(NamedTuple):
    """What came of killing a process many times."""

    kills: int
    answered: int
    missing: int
    twice: int
    sent_again: int
    tickets_lost: int


def ticket_of(number: int, tickets: list[str]) -> Ticket:
    """The answer with this number."""
    return Ticket(
        ticket=tickets[number],
        at=float(number),
        model="m" * 64,
        version="v1.0.0",
        source="camera",
        key="k",
        item=f"{number:064x}",
        group=str(number),
        part="train-new",
        audited=True,
        rate=1.0,
        kept=False,
        outputs={"probabilities": [0.5, 0.25, 0.25]},
    )


def label_of(number: int, tickets: list[str]) -> Label:
    """What the caller says of it."""
    return Label(
        ticket=tickets[number],
        by="ann",
        trust="auditor",
        client=str(number),
        label="cat",
        at=float(number),
    )


def campaign(folder: Path, kills: int, *, seed: int = 0, longest_s: float = 0.25) -> Campaign:
    """Kill a writing process `kills` times at random moments, then count."""
    state, rng = state_of(folder), random.Random(seed)
    open_store(state).engine.dispose()
    tickets = [MINT.new(float(n)) for n in range(200 * kills)]
    answered, first, again = collections.Counter[int](), 0, 0
    for _ in range(kills):
        behind = [n for n in range(max(0, first - 2_000), first) if n not in answered]
        again += len(behind)
        got = _one_life(
            state,
            tickets,
            todo=[*behind, *range(first, len(tickets))],
            s=rng.uniform(-longest_s / 3, longest_s),
        )
        answered.update(got)
        first = max([first, *(n + 1 + CALLERS for n in got)])
    return _count(open_store(state), tickets, answered=set(answered))._replace(
        kills=kills, sent_again=again
    )


def _one_life(state: State, tickets: list[str], *, todo: list[int], s: float) -> list[int]:
    """The numbers that a process answered before it was killed: `s` seconds after its first answer, or -s after its start."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _send(state, tickets, todo=todo, pipe=theirs)
        finally:
            os._exit(0)
    os.close(theirs)
    if s > 0:
        polling.select([ours], [], [], 30)
    time.sleep(abs(s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(ours, "rb") as file:
        return [int(line) for line in file.read().splitlines()]


def _send(state: State, tickets: list[str], *, todo: list[int], pipe: int) -> None:
    """Answer pictures and send their labels, from several threads; tell each label that was answered for."""
    writer, numbers, lock = (
        Writer(open_store(state), state, mint=MINT),
        iter(todo),
        threading.Lock(),
    )

    def call() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            writer.put_ticket(ticket_of(number, tickets))
            (outcome,) = writer.put_labels([label_of(number, tickets)]).result()
            if outcome in ("kept", "same"):
                os.write(pipe, b"%d\n" % number)

    callers = [threading.Thread(target=call) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()


def _count(store: Store, tickets: list[str], *, answered: set[int]) -> Campaign:
    with store.reading() as connection:
        asked = select(tables.labels.c.client, func.count()).group_by(tables.labels.c.client)
        there = {int(row[0]): row[1] for row in connection.execute(asked)}
        here = set(connection.scalars(select(tables.tickets.c.ticket)))
        if store.is_sqlite:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    store.engine.dispose()
    return Campaign(
        kills=0,
        answered=len(answered),
        missing=len(answered - set(there)),
        twice=sum(n > 1 for n in there.values()),
        sent_again=0,
        tickets_lost=sum(tickets[n] not in here for n in answered),
    )


def rates(folder: Path, *, n: int, callers: int) -> tuple[float, float]:
    """Labels a second, and CPU milliseconds a label with its ticket, from so many callers at once."""
    state = state_of(folder)
    writer = Writer(open_store(state), state, mint=MINT)
    tickets = [MINT.new(float(number)) for number in range(n)]

    def call(mine: int) -> None:
        for number in range(mine, n, callers):
            writer.put_ticket(ticket_of(number, tickets))
            writer.put_labels([label_of(number, tickets)]).result()

    threads = [threading.Thread(target=call, args=(mine,)) for mine in range(callers)]
    start, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    writer.close()
    return n / took_s, 1000 * cpu_s / n


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--postgres", help="address of an empty database; else a file")
    asked = parser.parse_args()
    if asked.postgres:
        os.environ["PEEL_STORE_URL"] = asked.postgres
    with tempfile.TemporaryDirectory(prefix="peel-durability-") as name:
        done = campaign(Path(name) / "kills", asked.kills)
        print(
            "| killed | answered for | of those missing | there twice | sent again | their tickets lost |\n|---|---|---|---|---|---|"
        )
        print(
            f"| {done.kills} | {done.answered} | {done.missing} | {done.twice} | {done.sent_again} | {done.tickets_lost} |\n"
        )
        print("| callers | labels a second | CPU ms a label with its ticket |\n|---|---|---|")
        for callers in (1, 4, 16, 64):
            rate, cpu_ms = rates(
                Path(name) / f"rate{callers}", n=100 * min(callers, 20), callers=callers
            )
            print(f"| {callers} | {rate:.0f} | {cpu_ms:.2f} |", flush=True)
    sys.exit(int(bool(done.missing or done.twice)))


if __name__ == "__main__":
    main()
