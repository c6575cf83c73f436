"""A wrong answer on the test part."""

from __future__ import annotations

from peel.types.record import Record


class Mistake(Record):
    """What it is, what the file said and how sure it was, and how sure it was of the right answer; `label` and `answer` are words for a person.

    `about` says of what the confidences speak where that is less than the whole answer, "" else. The picture is so many
    pixels wide and high, 0 where an earlier Peel did not say.
    """

    item: str = ""
    path: str = ""
    label: str
    answer: str
    confidence: float
    label_confidence: float
    about: str = ""
    width_px: int = 0
    height_px: int = 0
