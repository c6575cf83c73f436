"""The load of benchmarks/serving.py, in a process of its own so that it does not share the interpreter of what it asks.

Reads one JSON object: `port`, `request` (its bytes in base64), and `n` and `callers`, or `rate` and `for_s`. Prints what it saw as JSON.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sys
import time
from collections import Counter
from typing import NamedTuple

import numpy as np


class Load(NamedTuple):
    """What a generator saw: statuses, and the seconds of those that were answered with 200."""

    statuses: dict[int, int]
    seconds: list[float]
    took_s: float

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.seconds) / self.took_s

    def part(self, share: float) -> float:
        """A quantile, in ms."""
        return 1000 * float(np.quantile(self.seconds, share)) if self.seconds else float("nan")


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, request: bytes) -> int:
    """Send one request; its status."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1])


async def closed(port: int, request: bytes, *, n: int, callers: int) -> Load:
    """`callers` connections that each ask again as soon as they are answered, `n` times in all."""
    statuses: Counter[int] = Counter()
    seconds: list[float] = []
    left = iter(range(n))

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in left:
            began = time.perf_counter()
            status = await ask(reader, writer, request=request)
            statuses[status] += 1
            if status == 200:
                seconds.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return Load(dict(statuses), seconds, time.perf_counter() - began)


async def open_load(port: int, request: bytes, *, rate: float, for_s: float) -> Load:
    """Requests that come at their times, answered or not, each on a connection of its own."""
    statuses: Counter[int] = Counter()
    seconds: list[float] = []
    began = time.perf_counter()

    async def one(at: float) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            status = await ask(reader, writer, request=request)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        statuses[status] += 1
        if status == 200:
            seconds.append(time.perf_counter() - at)

    tasks = []
    for number in range(int(rate * for_s)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    return Load(dict(statuses), seconds, time.perf_counter() - began)


def generator() -> None:
    """Make the load that standard input asks for."""
    told = json.load(sys.stdin)
    request = base64.b64decode(told.pop("request"))
    shape = open_load if "rate" in told else closed
    load = asyncio.run(shape(told.pop("port"), request, **told))
    statuses = {str(status): n for status, n in load.statuses.items()}
    json.dump(load._asdict() | {"statuses": statuses}, sys.stdout)


if __name__ == "__main__":
    generator()
