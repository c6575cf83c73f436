"""A zip as a tree of files, read member by member: nothing is ever unpacked to the disk."""

from __future__ import annotations

import contextlib
import lzma
import os
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES
from peel.sources.source import (
    MAX_FILE_BYTES,
    Entry,
    hidden_picture,
    is_hidden,
    text,
    too_large,
)
from peel.types.source import Skipped

# Pictures are packed already: whole sets of them unpack to about their own size. A zip that is small
# when unpacked is harmless whatever its ratio (a few white bitmaps reach 1000).
MAX_RATIO = 200
MAX_BYTES = 1 << 40
HARMLESS_BYTES = 256 << 20

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
_UTF8_FLAG, _SECRET_FLAG = 0x800, 0x1


class ZipTree:
    """The members of a zip; refused whole when one of them could harm."""

    form = "zip"
    origin = ""

    def __init__(self, path: Path) -> None:
        """List the members; raises P240 .. P245 before anything is unpacked."""
        info = os.stat(path)
        self._stamp = (info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
        self._zip = _open(path)
        members = [each for each in self._zip.infolist() if not each.is_dir()]
        _refuse_bomb(members, info.st_size)
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._skipped: list[Skipped] = []
        for member in members:
            self._take(member)
        self.entries = {path: self._entry(path) for path in sorted(self._members)}
        self.folders = _folders(self._zip)
        self.skipped = tuple(sorted(self._skipped, key=lambda each: each.path))

    def read(self, path: str) -> bytes:
        """The whole member; raises P246 (damaged), P216 (too large).

        `zipfile` gives at most the stated size and checks the sum: a member cannot grow beyond it.
        """
        member = self._members[path]
        if member.file_size > MAX_FILE_BYTES:
            raise too_large(member.file_size)
        try:
            return self._zip.read(member)
        except _BROKEN as error:
            raise PeelError(
                "P246",
                "member of the zip is damaged",
                got=str(error) or type(error).__name__,
                allowed="a whole zip (stored, deflate, bzip2 or LZMA)",
                do="make or fetch the zip again",
            ) from error

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """The first bytes of a member; nothing when it cannot be read."""
        try:
            with self._zip.open(self._members[path]) as file:
                return file.read(size)
        except _BROKEN:
            return b""

    def _take(self, member: zipfile.ZipInfo) -> None:
        name = _name(member)
        _refuse_name(name)
        _refuse_kind(member, name)
        path = posixpath.normpath(name)
        *folders, last = path.split("/")
        if any(is_hidden(folder) for folder in folders):
            return
        if is_hidden(last):
            hidden = hidden_picture(path)
            self._skipped.extend([hidden] if hidden else [])
            return
        if path in self._members:
            raise PeelError(
                "P245",
                "zip refused: two members have one name",
                got=text(path),
                allowed="each name once",
                do="make the zip again from the folder",
            )
        self._members[path] = member

    def _entry(self, path: str) -> Entry:
        member = self._members[path]
        return Entry(path, member.file_size, (*self._stamp, member.CRC))


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        raise PeelError(
            "P240",
            "zip cannot be opened",
            got=f"{text(path.name)}: {text(str(error))}",
            allowed="a whole zip that you may read",
            do="make or fetch it again",
        ) from error


def _name(member: zipfile.ZipInfo) -> str:
    """The name as its writer meant it: UTF-8 where it says so or is so, else code page 437, as `zipfile` reads it.

    Many programs write UTF-8 without saying so; Windows writes its old code page.
    """
    name = member.filename
    if not member.flag_bits & _UTF8_FLAG:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name if "/" in name else name.replace("\\", "/")


def _folders(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Every folder that has a member of its own or holds one, without the system's own."""
    found = set()
    for member in archive.infolist():
        *folders, _ = _name(member).split("/")
        for depth in range(1, len(folders) + 1):
            found.add("/".join(folders[:depth]))
    return tuple(sorted(each for each in found if not any(map(is_hidden, each.split("/")))))


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(member.file_size for member in members)
    if total > MAX_BYTES or total > max(HARMLESS_BYTES, MAX_RATIO * packed):
        raise PeelError(
            "P244",
            "zip refused before it is unpacked: it would fill the disk",
            got=f"{packed} bytes that unpack to {total}",
            allowed=f"at most {MAX_RATIO} times its size and {MAX_BYTES} bytes",
            do="give the folder itself as the source when you trust it",
        )


def _refuse_name(name: str) -> None:
    parts = re.split(r"[/\\]", name)
    if name[:1] in ("/", "\\") or re.match(r"[A-Za-z]:[/\\]", name) or ".." in parts:
        raise PeelError(
            "P242",
            "zip refused: a member would lie outside of it",
            got=text(name),
            allowed="relative paths without ..",
            do="make the zip again from the folder",
        )


def _refuse_kind(member: zipfile.ZipInfo, name: str) -> None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise PeelError(
            "P243",
            "zip refused: a member is a link or a device",
            got=text(name),
            allowed="files and folders",
            do="make the zip again with the files themselves (without zip -y)",
        )
    if member.flag_bits & _SECRET_FLAG:
        raise PeelError(
            "P241",
            "zip refused: it is encrypted",
            got=text(name),
            allowed="a zip without a password",
            do="unpack it, and give the folder as the source",
        )
