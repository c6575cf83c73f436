"""What a model says about one picture."""

from __future__ import annotations

from peel.types.record import Record


class Answer(Record):
    """One picture's answer, or why there is none; a kind's own answer adds what it says.

    `source` is the path as given, or "item N" (counted from 0) for bytes and arrays; `item` is the
    sha256 of the picture's bytes (empty for an array). `is_strange` says that the picture is unlike anything in
    training: its `distance` lies beyond the limit on the card, if the card has one. Where `error` says why a picture could
    not be read or run, nothing else is said of it; the other pictures have theirs.
    """

    source: str = ""
    item: str = ""
    distance: float | None = None
    is_strange: bool = False
    error: str | None = None
