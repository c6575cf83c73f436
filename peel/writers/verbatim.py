"""Labels for a way from one form to another: everything that a source says of a picture, as it says it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from peel.types.marks import Mark


class Said(NamedTuple):
    """What a source says of a picture; `size` is None where it says no more than names, `unknown` are those of which nobody knows."""

    marks: tuple[Mark, ...]
    size: tuple[int, int] | None
    unknown: tuple[str, ...]


class _Silent:
    """Rules that count, compare and refuse nothing."""

    several = True

    def alone(self, labels: Sequence[str]) -> list[int]:  # noqa: ARG002
        """None: nothing is split."""
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        """Anything can be written in another form."""

    def notes(self, labels: Sequence[str]) -> list[str]:  # noqa: ARG002
        """None."""
        return []


class Verbatim(_Silent):
    """The rules of labels of no kind."""

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        """These names are those of the whole picture."""
        marks = [Mark(name) for name in dict.fromkeys(names)]
        return _write(marks, None, unknown=unknown)

    def state_marks(self, marks: Sequence[Mark], *, size: tuple[int, int]) -> str:
        """All of them, in their order."""
        return _write(marks, size, unknown=())

    def marks_of(self, label: str) -> tuple[Mark, ...]:
        """All of them, in their order."""
        return read(label).marks

    def names_of(self, label: str) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(sorted({mark.name for mark in read(label).marks}))

    def show_label(self, label: str) -> str:
        """The names with commas."""
        return ", ".join(self.names_of(label)) or "none"

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:
        """All marks of all of them, each once; None where they speak of pictures of several sizes."""
        said = [read(label) for label in labels]
        sizes = {each.size for each in said if each.size}
        marks = list(dict.fromkeys(mark for each in said for mark in each.marks))
        none = {name for each in said for name in each.unknown} | set(unknown)
        size = next(iter(sizes), None)
        return _write(marks, size, unknown=sorted(none)) if len(sizes) < 2 else None

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The names."""
        return [self.names_of(label) for label in labels]


def read(label: str) -> Said:
    """What `state` and `state_marks` wrote."""
    marks, size, unknown = json.loads(label)
    return Said(tuple(map(_mark, marks)), tuple(size) if size else None, tuple(unknown))


def _mark(fields: list[Any]) -> Mark:
    name, box, *flags = fields
    return Mark(name, tuple(box) if box else None, *flags)


def _write(marks: Sequence[Mark], size: tuple[int, int] | None, *, unknown: Sequence[str]) -> str:
    return json.dumps((marks, size, unknown), ensure_ascii=False)
