"""What lies in the files of a source, and the one digest of it all; unchanged files are not read again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.events import track
from peel.files import write_text
from peel.images.digest import of_bytes
from peel.sources import forgotten
from peel.sources.source import Source, made_of, skip, text
from peel.types.source import Skipped

# A file that was written so shortly before it was read may be written again without another time.
_RACY_NS = 2_000_000_000

_Known = dict[str, list[int | str]]


class Contents(NamedTuple):
    """The sha256 of every readable item by path, and the items that cannot be read."""

    digests: dict[str, str]
    skipped: tuple[Skipped, ...]


def read_contents(source: Source, *, cache: Path) -> Contents:
    """Digest each item of the source, one in memory at a time.

    The file `cache` keeps the digests with sizes and times of the files; it decides which files are
    read again and nothing else. Its absence costs time only. Pictures that were forgotten are left out, and
    whatever is made of a film that was.
    """
    known, fresh = _load(cache), _Known()
    erased = forgotten.read()
    digests: dict[str, str] = {}
    skipped = []
    for row in track(source.rows, total=len(source.rows), name="reading"):
        entry, start_ns = source.tree.entries[row.path], time.time_ns()
        stamp = [entry.size, *entry.stamp]
        *seen, made, digest = known.get(row.path, ["", ""])
        if seen != stamp:
            try:
                made = made_of(source.tree, row.path)
                digest = of_bytes(source.tree.read(row.path))
            except PeelError as error:
                skipped.append(skip(error, row.path, line=row.line))
                continue
        if not erased.isdisjoint(_marks(str(digest), str(made))):
            skipped.append(forgotten.skipped(text(row.path), row.line))
            continue
        digests[row.path] = str(digest)
        if max(entry.stamp[:2]) < start_ns - _RACY_NS:
            fresh[row.path] = [*stamp, made, digest]
    if fresh != known:
        words = json.dumps(fresh)
        write_text(cache, f"{words}\n{of_bytes(words.encode())}")
    return Contents(digests, tuple(skipped))


def _marks(digest: str, made: str) -> set[str]:
    """Those of the item, of the frame or clip of a film that it is, and of the whole film."""
    return {forgotten.mark(one) for one in (digest, made, made.partition(" ")[0]) if one}


def digest_of(source: Source, contents: Contents) -> str:
    """One sha256 of paths, contents, labels, parts, groups and of what is left out; of no time or place."""
    digest = hashlib.sha256()
    for row in source.rows:
        told = (row.path, str(row.line), row.label, row.part, row.group)
        digest.update(_line((*told, contents.digests.get(row.path, ""))))
    for name, why in source.stated.items():  # an empty class folder is told of, so it counts
        digest.update(_line((name, why)))
    for each in (*source.skipped, *contents.skipped):
        digest.update(_line((each.path, str(each.line), each.code, each.reason, each.do)))
    return digest.hexdigest()


def _line(told: Iterable[str]) -> bytes:
    """No name holds a zero byte, so that no two lists of names look alike."""
    return "\0".join(told).encode("utf-8", "surrogateescape") + b"\0\0"


def _load(cache: Path) -> _Known:
    """What was written last, or nothing: where it was damaged, everything is read again."""
    try:
        words, _, seal = cache.read_text(encoding="utf-8").rpartition("\n")
    except (OSError, ValueError):
        return {}
    known: _Known = json.loads(words) if of_bytes(words.encode()) == seal else {}
    return known
