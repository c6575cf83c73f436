"""What a form of annotation says of the pictures of a source, before and after it is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from peel.sources.album import Album
from peel.sources.faults import Faults
from peel.sources.source import Terms
from peel.types.marks import Marked
from peel.types.source import Skipped


@dataclass(frozen=True, kw_only=True)
class Marking:
    """The pictures that a form speaks of, as it states them: a picture may come several times, from several files.

    `skipped` are files and pictures of which nothing could be read, `notes` what a person should know, `stated` all
    names that the form speaks of, also those of no mark; `faults` are those that reading met.
    """

    marked: tuple[Marked, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    faults: Faults = field(default_factory=Faults)


class Form(Protocol):
    """A form of annotation: one module of peel.sources.forms."""

    NAME: str
    WORDS: str

    def recognises(self, album: Album) -> bool:
        """Whether files of this form lie there, by their names and first bytes."""
        ...

    def read(self, album: Album, terms: Terms) -> Marking:
        """All that they say; raises PeelError where none of it can be read."""
        ...
