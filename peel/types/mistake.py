"""One wrong answer on the test part, in words for a person."""

from __future__ import annotations

from peel.types.record import Record


class Mistake(Record):
    """What the picture is labelled, what the file answered instead, and how sure it was of both.

    `label` and `answer` are words; `label_confidence` is how probable the file called the right answer.
    """

    item: str
    path: str
    label: str
    answer: str
    confidence: float
    label_confidence: float
