"""DVC's cache and remotes: content-addressed files, of which those go that hold a picture, in every version."""

from __future__ import annotations

import configparser
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlparse

from peel.care.holds import holds, is_page
from peel.care.traces import Traces

_SHEET = "sheet.jpg"  # of the mistakes: made small, so that no digest tells what is on it


class Places(NamedTuple):
    """Folders of objects that can be reached from here, and addresses of remotes that cannot."""

    folders: tuple[Path, ...]
    far: tuple[str, ...]


def places(project: Path) -> Places:
    """The cache of the project in `project`, and its remotes."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    here = project / ".dvc"
    parser.read([here / "config", here / "config.local"], encoding="utf-8")
    cache = here / os.path.expanduser(parser.get("cache", "dir", fallback="cache"))
    folders, far = [cache], []
    for section in parser.sections():
        if section.strip("'").startswith("remote "):
            address = parser.get(section, "url", fallback="")
            if urlparse(address).scheme in ("", "file"):
                folders.append(here / os.path.expanduser(address.removeprefix("file://")))
            else:
                far.append(address)
    return Places(tuple(folder for folder in folders if folder.is_dir()), tuple(far))


def erase(folder: Path, traces: Traces, *, spare: Collection[str] | None) -> int:
    """Remove every object that holds one of the pictures; how many went."""
    gone = find(folder, traces, spare=spare)
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def find(folder: Path, traces: Traces, *, spare: Collection[str] | None) -> set[Path]:
    """Every object that holds one of the pictures.

    Unless `spare` is None, also every page and every sheet of mistakes, on which pictures are too small to be told apart, but
    those whose MD5 is in `spare`. Costs one reading of all objects.
    """
    gone = {path for path in objects(folder) if holds(path, traces)}
    if spare is not None:
        pages = {path for path in objects(folder) if is_page(path) and _md5(path) not in spare}
        gone |= pages | set(_sheets(folder, spare))
    return gone


def in_use(project: Path) -> frozenset[str]:
    """The MD5 of everything that the project's pipeline wrote last."""
    lock = project / "dvc.lock"
    text = lock.read_text("utf-8") if lock.is_file() else ""
    return frozenset(re.findall(r"\b[0-9a-f]{32}(?:\.dir)?", text))


def _md5(path: Path) -> str:
    return path.parent.name + path.name


def objects(folder: Path) -> Iterator[Path]:
    """All files of a cache or a remote."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sheets(folder: Path, spare: Collection[str]) -> Iterator[Path]:
    """What lies in folders that hold a sheet of mistakes, and the lists of these folders."""
    for listing in objects(folder):
        if listing.name.endswith(".dir") and _md5(listing) not in spare:
            entries = _entries(listing)
            if any(entry.get("relpath") == _SHEET for entry in entries):
                yield listing
                yield from _of(folder, (str(entry.get("md5", "")) for entry in entries))


def _entries(listing: Path) -> list[dict[str, str]]:
    try:
        found = json.loads(listing.read_bytes())
    except ValueError:
        return []
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _of(folder: Path, digests: Iterable[str]) -> Iterator[Path]:
    for digest in digests:
        path = folder / "files" / "md5" / digest[:2] / digest[2:]
        if digest and path.is_file():
            yield path
