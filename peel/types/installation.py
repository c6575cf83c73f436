"""What the keeper of an installation writes down: which of its processes runs, and since when."""

from __future__ import annotations

from typing import Literal

from peel.types.record import Record

Standing = Literal["starts", "runs", "waits", "ended"]


class Kept(Record):
    """One process that is kept running. `pid` is its supervisor's; `waits`: it ended, and is started again soon."""

    name: str
    standing: Standing = "starts"
    pid: int | None = None
    since: float = 0.0
    restarts: int = 0
    words: str = ""


class Keeping(Record):
    """`.peel/loop/keeper.json`; it says nothing where no process holds `.peel/loop/keeper.lock`.

    `failed` says why the keeper gave up at its start.
    """

    pid: int
    since: float
    kept: tuple[Kept, ...] = ()
    failed: str = ""
