"""Threads that run pictures, and the bounded room in which requests wait for them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from peel.errors import PeelError
from peel.serving.aside import Aside

T = TypeVar("T")


class Place:
    """The room that one request holds: pictures and bytes."""

    def __init__(self, lanes: Lanes, deadline: float) -> None:
        """Empty; `grow` takes room, `lanes.place` gives it back."""
        self.lanes, self.deadline = lanes, deadline
        self.items = self.n_bytes = 0
        self.is_left = False

    def grow(self, *, items: int = 0, n_bytes: int = 0) -> None:
        """Take more room; raises P850 where there is none."""
        self.lanes.take(items=items, n_bytes=n_bytes)
        self.items += items
        self.n_bytes += n_bytes

    def left_s(self) -> float:
        """Seconds until nobody wants the answer any more."""
        return self.deadline - time.monotonic()

    def check(self) -> None:
        """Raise P851 where nobody waits for the answer any more."""
        if self.is_left or self.left_s() <= 0:
            raise expired()


class Lanes:
    """`n` lanes, each decodes and runs one picture at a time; at most so many pictures and bytes wait for them.

    The room is taken and given back by the event loop alone.
    """

    def __init__(self, n: int, *, items: int, n_bytes: int) -> None:
        """Start with all room free."""
        self.n, self.items, self.n_bytes = n, items, n_bytes
        self.waiting_items = self.waiting_bytes = 0
        self._pool = ThreadPoolExecutor(n, "lane")
        self.aside = Aside()

    def take(self, *, items: int, n_bytes: int) -> None:
        """Room for so much more; raises P850."""
        is_full = (
            self.waiting_items + items > self.items or self.waiting_bytes + n_bytes > self.n_bytes
        )
        if is_full:
            raise PeelError(
                "P850",
                "the queue is full",
                got=f"{self.waiting_items} pictures and {self.waiting_bytes} bytes wait already",
                allowed=f"{self.items} pictures, {self.n_bytes} bytes",
                do="ask again in a second; for more at once: more lanes, or a second server",
            )
        self.waiting_items += items
        self.waiting_bytes += n_bytes

    @contextlib.contextmanager
    def place(self, deadline_s: float) -> Iterator[Place]:
        """Room of one request for the time of the block, beginning with one picture."""
        place = Place(self, time.monotonic() + deadline_s)
        try:
            place.grow(items=1)
            yield place
        finally:
            place.is_left = True
            self.waiting_items -= place.items
            self.waiting_bytes -= place.n_bytes

    async def run(self, work: Callable[[], T], place: Place) -> T:
        """What `work` gives, from a lane; raises P851 when it was not done in time."""

        def on_lane() -> T:
            place.check()
            return work()

        future = asyncio.get_running_loop().run_in_executor(self._pool, on_lane)
        try:
            return await asyncio.wait_for(future, place.left_s())
        except TimeoutError as error:
            raise expired() from error

    def close(self) -> None:
        """Let what runs come to its end, drop what waits for a lane."""
        self._pool.shutdown(cancel_futures=True)
        self.aside.close()


def expired() -> PeelError:
    """P851: an answer for which nobody waits any more."""
    return PeelError(
        "P851",
        "the answer was not ready in time",
        got="a deadline that has passed",
        allowed="an answer within serve.deadline_s",
        do="ask again with fewer or smaller pictures; the server may be busy",
    )
