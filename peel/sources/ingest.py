"""The manifest of a source: a row for each labelled file, and its bytes in tar shards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from peel.events import warn
from peel.files import write_text
from peel.images.shards import Address, pack, prune
from peel.sources import clips, notes
from peel.sources.contents import Contents, digest_of, read_contents
from peel.sources.find import check, find
from peel.sources.ingested import stand_ins
from peel.sources.joined import name_of
from peel.sources.labels import look_alikes
from peel.sources.source import Row, Source, Terms, text
from peel.tables import write_table
from peel.text import lost
from peel.types.labels import LabelRules
from peel.types.source import Ingested, Scanned

CHANGED = (
    "the source changed after it was scanned: it was taken as it is now; run the same command again"
)
_SCHEMA = pa.schema(
    [
        ("item", pa.string()),
        ("path", pa.string()),
        ("line", pa.int64()),
        ("label", pa.string()),
        ("part", pa.string()),
        ("group", pa.string()),
        ("shard", pa.string()),
        ("offset", pa.int64()),
        ("size", pa.int64()),
        ("frames", pa.int64()),
    ]
)


class _Taken(NamedTuple):
    """What ingest took: the source, its kind's rules of labels, the digests, the rows that are readable, where their bytes lie now."""

    source: Source
    rules: LabelRules
    contents: Contents
    rows: Sequence[Row]
    addresses: dict[str, Address]


def ingest(folder: Path, *, cache: Path, terms: Terms, scanned: Path) -> Ingested:
    """Take the sources of `reading` in: `folder` gets manifest.parquet, shards/ and ingest.json.

    The source is only read. Files that `cache` knows, and shards that are there already, are not read
    again. Memory holds the rows and one picture. Raises what `find` and `pack` raise; files that
    cannot be items are left out and listed, one by one. A source that is no longer as the stage scan
    `scanned` it is told of.
    """
    paths = [Path(each) for each in terms.how.sources]
    standing = stand_ins(terms.how.sources, terms.labels)
    source = find(paths, terms, standing=standing)
    contents = read_contents(source, cache=cache)
    rows = [row for row in source.rows if row.path in contents.digests]
    readable = replace(source, rows=tuple(rows), skipped=(*source.skipped, *contents.skipped))
    check(readable, terms.labels, name=name_of(paths))
    readers = {contents.digests[row.path]: partial(source.tree.read, row.path) for row in rows}
    addresses = pack(readers.items(), folder / "shards")
    taken = _Taken(source, terms.labels, contents, rows, addresses)
    told = _summary(name_of(paths), taken)
    write_table(_table(taken), folder / "manifest.parquet")
    write_text(folder / "ingest.json", told.to_json())
    prune(folder / "shards", {address.shard for address in taken.addresses.values()})
    for message in (*told.notes, *lost(told.lost), *notes.skipped(told.skipped)):
        warn(message)
    is_here = len(standing) < len(
        paths
    )  # of what is not, scan keeps the state in which it was seen
    if is_here and told.digest != Scanned.read(scanned).digest:
        warn(CHANGED)
    return told


def _table(taken: _Taken) -> pa.Table:
    digests = [taken.contents.digests[row.path] for row in taken.rows]
    addresses = [taken.addresses[digest] for digest in digests]
    columns = {
        "item": digests,
        "path": [text(row.path) for row in taken.rows],
        "line": [row.line for row in taken.rows],
        "label": [row.label for row in taken.rows],
        "part": [row.part for row in taken.rows],
        "group": [row.group for row in taken.rows],
        "shard": [address.shard for address in addresses],
        "offset": [address.offset for address in addresses],
        "size": [address.size for address in addresses],
        "frames": [taken.source.frames] * len(addresses),
    }
    table = pa.table(columns, schema=_SCHEMA)
    return table.sort_by([("path", "ascending"), ("item", "ascending")])


def _summary(name: str, taken: _Taken) -> Ingested:
    labels = [row.label for row in taken.rows]
    classes = _count(name for label in labels for name in taken.rules.names_of(label))
    left_out = (*taken.source.skipped, *taken.contents.skipped)
    return Ingested(
        source=name,
        form=taken.source.form,
        digest=digest_of(taken.source, taken.contents),
        n_items=len(taken.rows),
        n_shards=len({address.shard for address in taken.addresses.values()}),
        bytes=sum(address.size for address in taken.addresses.values()),
        classes=classes,
        parts=_count(row.part for row in taken.rows if row.part),
        skipped=tuple(sorted(left_out, key=lambda each: (each.path, each.line))),
        notes=(
            *taken.source.notes,
            *clips.notes(taken.source.frames, [row.group for row in taken.rows]),
            *look_alikes(classes, has_columns=taken.source.has_columns),
            *taken.rules.notes(labels),
        ),
        lost=_lost(taken, classes),
        has_columns=taken.source.has_columns,
        frames=taken.source.frames,
        n_grouped=sum(bool(row.group) for row in taken.rows),
    )


def _lost(taken: _Taken, classes: Mapping[str, int]) -> dict[str, str]:
    """The classes that the source speaks of and that have no item, each with the reason."""
    labels = {row.label for row in taken.source.rows}
    names = {name for label in labels for name in taken.rules.names_of(label)}
    why = dict.fromkeys(names, "no file of it can be read")
    why = {**taken.source.stated, **why}
    return {name: why[name] for name in sorted(why) if name not in classes}


def _count(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
