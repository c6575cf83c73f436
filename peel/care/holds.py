"""Whether a file holds a trace of a picture, whatever kind of file it is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from peel.care.traces import Traces
from peel.errors import PeelError
from peel.images import shards
from peel.images.decode import decode

_PARQUET, _ZIP, _TAR = b"PAR1", b"PK\x03\x04", b"ustar"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def holds(path: Path, traces: Traces) -> bool:
    """Whether the file at `path` holds one of the pictures, a cut of it, or one of its digests. Costs one reading of it."""
    with path.open("rb") as file:
        head = file.read(512)
    if head[257:262] == _TAR:
        return not traces.items.isdisjoint(shards.items(path))
    if head.startswith(_PARQUET):
        return _in_table(path, traces)
    data = path.read_bytes()
    if head.startswith(_ZIP) and _in_arrays(data, traces):
        return True
    if head.startswith(_PICTURES) and _in_picture(data, traces):
        return True
    name = path.name.encode("utf-8", "replace")  # as the pictures of a queue are called
    return traces.in_text(data) or traces.in_numbers(data) or traces.in_text(name)


def is_page(path: Path) -> bool:
    """Whether it is a page with pictures in it, which were made small and cannot be told apart any more."""
    with path.open("rb") as file:
        return file.read(64).lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _in_table(path: Path, traces: Traces) -> bool:
    try:
        table = pq.read_table(path)
    except (OSError, ValueError):
        return False
    texts = [name for name in table.column_names if str(table.schema.field(name).type) == "string"]
    told = ("\n".join(map(str, table[name].to_pylist())) for name in texts)
    return any(traces.in_text(text.encode("utf-8", "replace")) for text in told)


def _in_arrays(data: bytes, traces: Traces) -> bool:
    """Pictures among the arrays of an .npz file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.startswith("image_")]
            arrays = [np.load(io.BytesIO(archive.read(n)), allow_pickle=False) for n in names]
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return False
    return any(traces.in_picture(one) for one in arrays if one.ndim == 3)


def _in_picture(data: bytes, traces: Traces) -> bool:
    try:
        return traces.in_picture(decode(data).pixels)
    except PeelError:
        return False
