"""What is said of a backup, of what was brought back, of what was tidied and of what was forgotten."""

from __future__ import annotations

from pydantic import Field

from peel.types.record import Record


class Backup(Record):
    """The last member of a backup's file: when it was made, of what, and the SHA-256 of every other member."""

    at: float
    peel: str
    pointer_sequence: int = 0
    secrets: bool
    sha256: dict[str, str] = Field(default_factory=dict)

    def count(self, folder: str) -> int:
        """How many members lie below `folder/`; models count once each."""
        under = [name.split("/")[1] for name in self.sha256 if name.startswith(f"{folder}/")]
        return len(set(under)) if folder == "models" else len(under)


class Marks(Record):
    """What a forgetting looks for, kept until it is done, so that a killed one goes on.

    Digests; whether the project's data as they stood held one of the pictures (`here`), and whether any version of them did (`ever`).
    """

    items: tuple[str, ...]
    pixels: tuple[str, ...]
    cuts: tuple[str, ...]
    here: bool = False
    ever: bool = False


class Forgotten(Record):
    """What went where; `rebuild` says what a person has to do, `told` which places cannot be reached from here."""

    pictures: int
    shared: int
    gone: tuple[tuple[str, str], ...]
    rebuild: tuple[str, ...]
    told: tuple[str, ...]
