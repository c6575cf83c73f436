"""A red that begins no retraining: people hear once what is missing."""

from __future__ import annotations

import re

from peel.feedback import epochs
from peel.retraining.need import red
from peel.retraining.place import Place
from peel.types.retraining import Need
from peel.watch import outbox
from peel.watch.outbox import Message


def say(place: Place, asked: Need) -> bool:
    """Put the reason into the outbox, once for each incident and kind of reason; whether there was something to say."""
    store = place.registry.store
    epoch = epochs.current(store)
    dips = red(store, epoch) if epoch else []
    if asked.wanted or asked.stopped or not dips:
        return False
    kind = re.sub(r"[\d.:TZ-]+", "", asked.words)  # numbers and times go on, and are no news
    message = Message(
        f"held {dips[0].incident} {kind}"[:180],
        "warning",
        "Red, and nothing is retrained yet",
        f"Nothing is retrained yet: {asked.words}.",
    )
    with store.writing() as connection:
        return outbox.enqueue(connection, message, now=place.tools.now())
