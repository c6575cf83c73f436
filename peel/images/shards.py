"""Tar shards by content: a set of pictures in a few files whose names and bytes follow from the set alone.

Members are sorted by digest, and a shard ends after a member whose digest ends in 00..03 (1 in 64). So
the same pictures give the same shards on every machine, and k new pictures change at most k shards:
DVC sees a handful of files, and the rest stays as it is.
"""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, NamedTuple

from peel.damage import distrust
from peel.errors import PeelError
from peel.events import track, warn
from peel.files import guard
from peel.images.decode import Picture, decode
from peel.images.digest import of_bytes

_BLOCK = 512
_CUTS = frozenset(("00", "01", "02", "03"))
_END = bytes(2 * _BLOCK)


class Address(NamedTuple):
    """Where a picture's bytes lie: `size` bytes from `offset` in the file `shard`."""

    shard: str
    offset: int
    size: int


def pack(items: Iterable[tuple[str, Callable[[], bytes]]], folder: Path) -> dict[str, Address]:
    """Write the pictures `(sha256, reader)` into shards in `folder`; the address of each by its digest.

    A whole shard that lies there already is kept and its pictures are not read again from their source; one
    with other bytes than were packed is told and written anew. Shards that nothing names any more are
    left for `prune`. One picture at a time is in memory.
    Raises P250 when a picture is not what its digest says, P701 and P702 when it cannot be written.
    """
    every = dict(items)  # of copies one
    readers = {digest: every[digest] for digest in sorted(every)}
    with guard(folder):
        folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Address] = {}
    missing: list[tuple[Path, str]] = []
    for members in _cut(readers):
        path = folder / _name(members)
        there = _addresses(path)
        if list(there) == members and _is_whole(folder, there):
            found.update(there)
            continue
        if path.exists():
            distrust(path)
            warn(f"{path} was damaged, and is packed anew from the source")
        missing += [(path, digest) for digest in members]
    progress = track(missing, total=len(missing), name="packing")
    for path, group in groupby(progress, key=itemgetter(0)):
        _write(path, ((digest, readers[digest]()) for _, digest in group))
        found.update(_addresses(path))
    return found


def items(shard: Path) -> list[str]:
    """The digests of the pictures that a shard says it holds; none where it is cut short or no shard."""
    return list(_addresses(shard))


def prune(folder: Path, keep: Iterable[str]) -> None:
    """Remove every file in `folder` that is not named in `keep`: old shards, halves of a killed run."""
    named = set(keep)
    with guard(folder):
        for path in sorted(folder.iterdir()):
            if path.name not in named:
                path.unlink()


def read(folder: Path, address: Address, *, item: str) -> bytes:
    """The bytes of the picture `item` (their sha256) at `address`; raises P251 (no such shard), P255 (other bytes)."""
    data = _read(folder, address)
    if of_bytes(data) != item:
        distrust(folder / address.shard)
        raise PeelError(
            "P255",
            "a shard of pictures is damaged",
            got=f"{folder / address.shard}: other bytes than were packed, where {item[:12]} lies",
            allowed="shards as ingest packed them",
            do="run the same command again: it is packed anew from the source; without the source: dvc pull --force",
        )
    return data


def _read(folder: Path, address: Address) -> bytes:
    try:
        handle = os.open(folder / address.shard, os.O_RDONLY)
    except FileNotFoundError as error:
        raise PeelError(
            "P251",
            "a shard of pictures is missing",
            got=folder / address.shard,
            allowed="the shards that the manifest names",
            do="run `dvc checkout`, or `peel build` to pack them again",
        ) from error
    try:
        return os.pread(handle, address.size, address.offset)
    finally:
        os.close(handle)


def read_pixels(folder: Path, row: Mapping[str, Any]) -> Picture:
    """The decoded picture of a manifest row (its columns item, shard, offset, size); raises what `read` and `decode` do."""
    address = Address(row["shard"], row["offset"], row["size"])
    return decode(read(folder, address, item=row["item"]))


def _cut(digests: Iterable[str]) -> Iterator[list[str]]:
    members: list[str] = []
    for digest in digests:
        members.append(digest)
        if digest[-2:] in _CUTS:  # the last digits: the first ones follow the order of the members
            yield members
            members = []
    if members:
        yield members


def _name(members: list[str]) -> str:
    return of_bytes("".join(members).encode("ascii"))[:16] + ".tar"


def _write(path: Path, pictures: Iterable[tuple[str, bytes]]) -> None:
    with guard(path):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(handle, "wb") as file:
                for digest, data in pictures:
                    _append(file, digest, data=data)
                file.write(_END)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def _append(file: IO[bytes], digest: str, *, data: bytes) -> None:
    if of_bytes(data) != digest:
        raise PeelError(
            "P250",
            "a picture changed while it was read",
            got=f"{len(data)} bytes with another sha256 than {digest[:12]}",
            allowed="a source that stays as it is during a run",
            do="run the same command again once nothing writes to the source",
        )
    member = tarfile.TarInfo(digest)
    member.size, member.mode = len(data), 0o644
    file.write(member.tobuf(tarfile.USTAR_FORMAT))
    file.write(data)
    file.write(bytes(-len(data) % _BLOCK))


def _addresses(path: Path) -> dict[str, Address]:
    """What the headers of a shard say; nothing when it is absent, cut short or no shard."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return {}
    try:
        found, end = _walk(handle, path.name)
        return found if os.fstat(handle).st_size == end + len(_END) else {}
    except ValueError:
        return {}
    finally:
        os.close(handle)


def _is_whole(folder: Path, addresses: Mapping[str, Address]) -> bool:
    """Whether every picture has the bytes that its name says."""
    return all(of_bytes(_read(folder, at)) == digest for digest, at in addresses.items())


def _walk(handle: int, shard: str) -> tuple[dict[str, Address], int]:
    found: dict[str, Address] = {}
    at = 0
    while (header := os.pread(handle, _BLOCK, at))[:1] not in (b"", b"\0"):
        size = abs(int(header[124:135], 8))  # a damaged header must not lead backwards
        found[header[:64].decode("ascii")] = Address(shard, at + _BLOCK, size)
        at += _BLOCK + size + -size % _BLOCK
    return found, at
