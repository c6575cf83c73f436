"""A source that is not here any more, as in a clone: what was ingested from it before stands in its place."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from peel.errors import PeelError
from peel.images import shards
from peel.images.formats import HEAD_BYTES
from peel.images.shards import Address
from peel.sources.joined import name_of, names_of
from peel.sources.source import Entry, Row, Source
from peel.tables import read_table
from peel.text import counted
from peel.types.labels import LabelRules
from peel.types.source import Ingested, Skipped

INGESTED = Path("data/ingest")
_GONE = "no picture of it was ingested"


def stand_ins(
    sources: Sequence[str], rules: LabelRules, *, project: Path = Path()
) -> dict[int, Source]:
    """For each of the `sources`, by its place, that is not here and was ingested before: what was.

    What was ingested must have come from the first of them, in their order: others may have been added behind. Empty
    where all are here, or where `data/ingest` tells of others. Costs the reading of the manifest.
    """
    absent = [
        at
        for at, source in enumerate(sources)
        if not os.path.lexists(project / os.path.expanduser(source))
    ]
    before = _before(sources, project) if absent else None
    if before is None:
        return {}
    return {at: before.source(at, rules) for at in absent if at < len(before.leads)}


# In every clone so, and nobody can change it there.
STANDS_IN = "is not here: what was ingested from it before stands in its place"


def words(name: str, source: Source) -> str:
    """What to say where it stands in."""
    return f"the source {name} {STANDS_IN} ({counted(len(source.rows), 'picture')})"


class _Before(NamedTuple):
    """What was ingested: the summary, the rows, and what stands before the paths of each source."""

    told: Ingested
    rows: Sequence[Mapping[str, Any]]
    leads: Sequence[str]
    shards: Path

    def source(self, at: int, rules: LabelRules) -> Source:
        """What came of the source at this place."""
        lead, told = self.leads[at], self.told
        mine = {
            row["path"].removeprefix(lead): row for row in self.rows if row["path"].startswith(lead)
        }
        rows = [
            Row(path, row["line"], row["label"], row["part"], row["group"])
            for path, row in mine.items()
        ]
        names = {name for row in rows for name in rules.names_of(row.label)}
        return Source(
            form=told.form,
            tree=_Shards(self.shards, mine),
            rows=tuple(sorted(rows)),
            skipped=tuple(
                each.model_copy(update={"path": each.path.removeprefix(lead)})
                for each in told.skipped
                if each.path.startswith(lead)
            ),
            stated=dict.fromkeys(sorted(names), _GONE) | (told.lost if at == 0 else {}),
            has_columns=told.has_columns,
            frames=max((row.get("frames", 1) for row in mine.values()), default=1),
        )


def _before(sources: Sequence[str], project: Path) -> _Before | None:
    folder, paths = project / INGESTED, [Path(source) for source in sources]
    try:
        told = Ingested.read(folder / "ingest.json")
    except PeelError:
        return None
    found = (n for n in range(len(paths), 0, -1) if name_of(paths[:n]) == told.source)
    names = names_of(paths[: next(found, 0)])
    if not names or not (folder / "manifest.parquet").is_file():
        return None
    leads = [f"{name}/" for name in names] if len(names) > 1 else [""]
    rows = read_table(folder / "manifest.parquet").to_pylist()
    return _Before(told, rows, leads, folder / "shards")


class _Shards:
    """The tree of what lies in the shards, by the paths that it had."""

    form = origin = ""
    folders: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def __init__(self, folder: Path, rows: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder, self._rows = folder, rows
        self.entries = {path: _entry(path, rows[path]) for path in sorted(rows)}

    def read(self, path: str) -> bytes:
        """The whole picture; raises P251 and P255 where the shards are not as they were packed."""
        row = self._rows[path]
        address = Address(row["shard"], row["offset"], row["size"])
        return shards.read(self._folder, address, item=row["item"])

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """Its first bytes."""
        return self.read(path)[:size]


def _entry(path: str, row: Mapping[str, Any]) -> Entry:
    """Its stamp says what it holds, so that it is digested once."""
    return Entry(path, row["size"], (0, 0, int(row["item"][:15], 16)))
