"""Class folders: a picture lies in the folder of its name, in each of them where it has several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.holds import Holds
from peel.writers.names import Taken, file_name, inner_paths
from peel.writers.writer import Sheet, Writer


def _places(marked: Sequence[Marked]) -> list[str]:
    taken = Taken()
    paths = []
    for each, names in zip(marked, inner_paths(marked), strict=True):
        folder = "/".join(filter(None, (each.part, each.marks[0].name)))
        paths.append(taken.own(f"{folder}/{file_name('_'.join(names))}"))
    return paths


def _annotate(sheet: Sheet, folder: Path) -> None:
    """Nothing but the folders, also of names that no picture has."""
    for part in sheet.of_parts():
        for name in sheet.names:
            (folder / part / name).mkdir(parents=True, exist_ok=True)


WRITER = Writer(
    name="folders",
    title="a folder for each name",
    holds=Holds(
        boxes=False, names=True, several=False, copies=True, empty=False, alone=False, mixed=False
    ),
    places=_places,
    annotate=_annotate,
    letters=None,
)
