"""What every writer is: what its form can hold, where it puts pictures, and how it writes what is on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from peel.sources.source import text
from peel.text import named
from peel.types.marks import Mark, Marked
from peel.writers.holds import Holds, kept
from peel.writers.names import UNSEEN, own_names


class Placed(NamedTuple):
    """A picture as it is written: at `path` in the new folder, from `source` in the tree, of this width and height."""

    path: str
    source: str
    size: tuple[int, int]
    marks: tuple[Mark, ...]
    part: str
    group: str


class Sheet(NamedTuple):
    """All that is written: the pictures, and every name that is spoken of, sorted, also of what is on none."""

    pictures: tuple[Placed, ...]
    names: tuple[str, ...]

    def of_parts(self) -> dict[str, list[Placed]]:
        """The pictures of each part that has some, those without one under ''."""
        parts: dict[str, list[Placed]] = {}
        for each in self.pictures:
            parts.setdefault(each.part, []).append(each)
        return dict(sorted(parts.items()))


@dataclass(frozen=True, kw_only=True)
class Writer:
    """A form as it is written: `places` gives each picture a path of its own, `annotate` writes all but the pictures.

    `title` is the form in words. `letters` are those that names cannot have; None where a name is one of a folder.
    """

    name: str
    title: str
    holds: Holds
    places: Callable[[Sequence[Marked]], list[str]]
    annotate: Callable[[Sheet, Path], None]
    letters: re.Pattern[str] | None = UNSEEN

    def plan(self, marked: Sequence[Marked], stated: Sequence[str] = ()) -> Plan:
        """What is written of these pictures and of the names that are `stated`, and in words what is lost by it."""
        left, lost = kept(marked, self.holds)
        names = {mark.name for each in left for mark in each.marks}
        own = own_names(names | set(stated), self.letters)
        renamed = tuple(
            each._replace(
                marks=tuple(mark._replace(name=own[mark.name]) for mark in each.marks)
            )
            for each in left
        )  # fmt: skip
        paths = self.places(renamed)
        pictures = tuple(
            Placed(path, each.path, each.size or (0, 0), each.marks, each.part, each.group)
            for path, each in zip(paths, renamed, strict=True)
        )
        unused = [] if self.holds.unused else sorted(set(stated) - names)
        words = (*_no_place(unused), *_other_names(own), *_other_files(pictures))
        return Plan(Sheet(pictures, tuple(sorted(set(own.values())))), (*lost, *words), words)

    def loses(self, marked: Sequence[Marked]) -> list[str]:
        """What the form cannot hold of these pictures, in words; empty where nothing is lost."""
        return list(self.plan(marked).lost)


class Plan(NamedTuple):
    """What is to be written, and in words what cannot be; `spelling` is of the latter what is lost of names alone."""

    sheet: Sheet
    lost: tuple[str, ...]
    spelling: tuple[str, ...]


def _no_place(unused: Sequence[str]) -> list[str]:
    return [f"names that no picture has: {named(unused)}"] if unused else []


def _other_names(own: dict[str, str]) -> list[str]:
    changed = [f"{old} is {new}" for old, new in own.items() if old != new]
    return [f"letters of names that the form cannot have: {named(changed)}"] if changed else []


def _other_files(pictures: Sequence[Placed]) -> list[str]:
    """Told where a picture's own name is another one; in which folder it lies is no loss."""
    changed = [
        f"{text(each.source)} is {each.path}"
        for each in pictures
        if not text(each.path).endswith(text(each.source).rpartition("/")[2])
    ]
    return [f"names of files ({len(changed)}): {named(changed)}"] if changed else []
