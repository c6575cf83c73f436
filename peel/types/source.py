"""What scan and ingest say about a source, and what they left out of it."""

from __future__ import annotations

from pydantic import Field

from peel.types.record import Record


class Skipped(Record):
    """A file, or a line of a table, that is no item: where, which rule, why, and what to do."""

    path: str
    line: int = 0
    code: str
    reason: str
    do: str


class Scanned(Record):
    """The state of a source: equal digests mean equal paths, contents, labels and parts."""

    source: str
    form: str
    digest: str
    n_files: int
    bytes: int


class Ingested(Record):
    """What ingest took in: items and bytes, how many of each class and part, and what it left out.

    `notes` are what a person should know about the labels; `lost` are the classes that the source speaks of and
    that have no item, each with the reason; `has_columns` says that a table with a column for each name stated some.
    Items hold `frames` frames of a clip (1: they are pictures), and `n_grouped` of them name a group.
    """

    source: str
    form: str
    digest: str
    n_items: int
    n_shards: int
    bytes: int
    classes: dict[str, int]
    parts: dict[str, int]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    lost: dict[str, str] = Field(default_factory=dict)
    has_columns: bool = False
    frames: int = 1
    n_grouped: int = 0
