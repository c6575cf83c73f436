"""What every source is: a tree of files, rows that make items of some of them, and what is left out.

Inside, a path is as the file system has it: bytes that are no UTF-8 are surrogates. `text` is how it
is written everywhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES, has_picture_name
from peel.params.sections import Ingest
from peel.types.labels import LabelRules
from peel.types.source import Skipped

MAX_FILE_BYTES = 1 << 30

HIDDEN = "P211"
_JUNK = frozenset(("__MACOSX", "@eaDir", "Thumbs.db", "ehthumbs.db", "desktop.ini"))


class Entry(NamedTuple):
    """A file in a tree; `stamp` is another one whenever the content may be another one."""

    path: str
    size: int
    stamp: tuple[int, ...]


class Terms(NamedTuple):
    """How a source is read: what a person says of it, and what the kind of problem says of labels."""

    how: Ingest
    labels: LabelRules


class Row(NamedTuple):
    """A file that is an item; `line` is the line of the CSV that names it, 0 without one.

    `label` is the text in which the kind of problem keeps what the source says of it.
    """

    path: str
    line: int
    label: str
    part: str
    group: str


class Tree(Protocol):
    """Files under relative paths with /, in the order of their paths."""

    @property
    def form(self) -> str:
        """'' for a folder on disk, else what the files lie in."""

    @property
    def origin(self) -> str:
        """The absolute path that stands before the paths, or ''."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The files that may be items, by path."""

    @property
    def folders(self) -> Collection[str]:
        """The folders that were listed, with those that hold nothing."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files that cannot be items."""

    def read(self, path: str) -> bytes:
        """The whole file; raises PeelError when it cannot be read or is larger than MAX_FILE_BYTES."""

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """Its first `size` bytes; nothing when it cannot be read."""


@runtime_checkable
class Making(Protocol):
    """A tree that makes items of films: the same film may give other bytes with another library or number of frames."""

    def made_of(self, path: str) -> str:
        """By what the item is known besides its own bytes: the SHA-256 of the film, and a frame's number; "" where no film is."""


def made_of(tree: Tree, path: str) -> str:
    """The same of any tree."""
    return tree.made_of(path) if isinstance(tree, Making) else ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Labelled files: `rows` are sorted by path; `notes` are what a person should know about the labels.

    `stated` are the classes that the source speaks of, each with what to say when it gave no item; `unread` are
    the tables that were passed over, in words. `has_columns` says that a table with a column for each name stated
    them: of other names it says nothing. `frames` is how many frames of a film an item holds; 1: items are pictures.
    """

    form: str
    tree: Tree
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    has_columns: bool = False
    frames: int = 1


def text(path: str) -> str:
    r"""A path or name as it is written: a byte that is no UTF-8 becomes its backslash escape.

    >>> text("b\udce4r.jpg")
    'b\\xe4r.jpg'
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_hidden(name: str) -> bool:
    """Whether a file or folder is the system's own, such as .DS_Store or __MACOSX."""
    return name.startswith(".") or name in _JUNK


def hidden_picture(path: str) -> Skipped | None:
    """A hidden file that is called like a picture is told of, any other hidden one is not."""
    if not has_picture_name(path):
        return None
    return Skipped(
        path=text(path),
        code=HIDDEN,
        reason="hidden file (its name begins with a dot)",
        do="nothing, or rename it when it is a picture to learn from",
    )


def too_large(size: int) -> PeelError:
    """The refusal of a file that would not fit in memory as one picture."""
    return PeelError(
        "P216",
        "file too large for a picture",
        got=f"{size} bytes",
        allowed=f"at most {MAX_FILE_BYTES} bytes",
        do="make it smaller",
    )


def skip(error: PeelError, path: str, *, line: int = 0) -> Skipped:
    """The refusal of one file as an entry of the list of what was left out."""
    reason = f"{error.what}: {text(str(error.got))}"
    return Skipped(path=text(path), line=line, code=error.code, reason=reason, do=error.do)
