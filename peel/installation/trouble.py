"""A process that ends again and again is told to people by those that still run."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from peel import clock
from peel.errors import PeelError
from peel.feedback.store import open_store
from peel.installation.service import OnTrouble
from peel.project.state import State
from peel.text import printable
from peel.watch import outbox
from peel.watch.outbox import Message

_WHAT = {
    "serve": "The model server does not stay up: pictures get no answer.",
    "flows": "The flows do not stay up: nothing is retrained. The model server answers and watches all the same.",
    "prefect": "Prefect's server does not stay up: nothing is retrained. The model server answers and watches all the same.",
}


def teller(state: State) -> OnTrouble:
    """What puts the message into the outbox, once a day for each process; whoever still runs of server and watch sends it."""

    def tell(name: str, words: str) -> None:
        now = clock.now()
        day = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
        body = f"{_WHAT[name]} Its last words: {printable(words)}. It is tried again every minute; peel status says how it stands."
        message = Message(f"process {name} {day}", "failure", f"Peel: {name} keeps ending", body)
        with contextlib.suppress(PeelError, SQLAlchemyError, OSError):
            store = open_store(state)
            with store.writing() as connection:
                outbox.enqueue(connection, message, now=now)
            store.engine.dispose()

    return tell
