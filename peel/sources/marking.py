"""What a form of annotation says of the pictures of a source, before and after it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from peel.errors import PeelError
from peel.sources.album import Album
from peel.sources.faults import Faults
from peel.sources.labels import label_of
from peel.sources.source import Terms, skip
from peel.types.marks import Marked
from peel.types.source import Skipped


@dataclass(frozen=True, kw_only=True)
class Marking:
    """The pictures that a form speaks of, as it states them: a picture may come several times, from several files.

    `skipped` are files and pictures of which nothing could be read, `notes` what a person should know, `stated` all
    names that the form speaks of, also those of no mark; `faults` are those that reading met, `files` what was read.
    """

    marked: tuple[Marked, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)
    files: frozenset[str] = frozenset()


class Gathered:
    """A marking while it is read: what was found so far, in lists that grow."""

    def __init__(self) -> None:
        self.marked: list[Marked] = []
        self.skipped: list[Skipped] = []
        self.notes: list[str] = []
        self.stated: dict[str, None] = {}
        self.faults = Faults()

    def add(self, marked: Marked) -> None:
        """A picture, and the names on it."""
        self.marked.append(marked)
        self.stated.update((mark.name, None) for mark in marked.marks)

    def refuse(self, error: PeelError, path: str, *, line: int = 0) -> None:
        """A file, or a picture in it, of which nothing can be read."""
        self.skipped.append(skip(error, path, line=line))

    def marking(self) -> Marking:
        """All of it."""
        return Marking(
            marked=tuple(self.marked),
            skipped=tuple(self.skipped),
            notes=tuple(self.notes),
            stated=tuple(name for name in map(label_of, self.stated) if name.strip()),
            faults=self.faults,
        )


class Form(Protocol):
    """A form of annotation: one module of peel.sources.forms."""

    NAME: str
    WORDS: str
    IS_TABLE: bool  # its files are CSVs, which are read as nothing else

    def recognises(self, album: Album) -> bool:
        """Whether files of this form lie there, by their names and first bytes."""
        ...

    def read(self, album: Album, terms: Terms) -> Marking:
        """All that they say; raises PeelError where none of it can be read."""
        ...
