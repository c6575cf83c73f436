"""Which model stands in `bundle/`, and why."""

from __future__ import annotations

from peel.types.record import Record


class Placed(Record):
    """Beside the card in `bundle/placed.json`: the project's name, the model's id, and when it was put there (UTC).

    `ms_per_picture` is the median time of a picture of 640 x 480 on one thread of the machine that put it there, from
    raw pixels to outputs (None where nobody measured). The card itself holds no date and no time, so that the same
    model is the same bundle byte for byte.
    """

    name: str
    id: str
    placed: str
    ms_per_picture: float | None = None


class Contest(Record):
    """How the last candidate met the bundle: `.peel/contest.json`.

    `candidate` and `stands` are the SHA-256 of the two cards after it, so that the same question is not asked twice.
    """

    candidate: str
    stands: str
    took_over: bool
    words: str
