"""What a running server holds, handed to whoever answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import HTTPConnection

from peel import clock
from peel.feedback.store import Store
from peel.feedback.tickets import Mint
from peel.feedback.writer import Writer
from peel.params.sections import Params
from peel.project.state import State
from peel.serving.access import Keyring
from peel.serving.bodies import MB, Limit
from peel.serving.lanes import Lanes
from peel.serving.live import Live
from peel.serving.meters import Meters


class Server(NamedTuple):
    """The parts of one process; `now` gives the time.

    `threshold` is the score that is asked for today, where the project says it; None is that of the model's card.
    """

    state: State
    params: Params
    store: Store
    mint: Mint
    writer: Writer
    keyring: Keyring
    live: Live
    lanes: Lanes
    meters: Meters
    threshold: float | None = None
    now: Callable[[], float] = clock.now

    @property
    def limit(self) -> Limit:
        """What a body may be."""
        return Limit(self.params.serve.body_mb * MB, self.params.serve.deadline_s)


def of(request: HTTPConnection) -> Server:
    """The server that a request came to."""
    server: Server = request.app.state.server
    return server
