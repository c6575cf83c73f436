"""Names that a new folder can have on every system: no way out of it, no two that some system takes for one."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from peel.sources.parts import part_of
from peel.types.marks import Marked

# Letters that move a cursor, hide or break a line; half letters of file names that are no UTF-8; what XML cannot hold.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")  # fmt: skip
_NOT_IN_FILES = re.compile(r'[<>:"|?*\\/]')
_BLANKS = re.compile(r"[\s#%]")
# Names that Windows keeps for devices, whatever ending they have.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)", re.IGNORECASE)
_MOST_BYTES = 120
# Folders that belong to a form, not to a picture.
_LAYOUT = frozenset(
    ("images", "jpegimages", "img1", "obj_train_data", "obj_valid_data", "obj_test_data")
)


def file_name(name: str) -> str:
    r"""One part of a path that every system takes as it is, and none as a way, a device or a hidden file.

    >>> file_name("a:b\n.jpg"), file_name(".."), file_name("CON.jpg"), file_name("N/A")
    ('a_b_.jpg', '_', '_CON.jpg', 'N_A')
    """
    plain = _NOT_IN_FILES.sub("_", UNSEEN.sub("_", name)).strip(" ")
    plain = re.sub(r"^\.+", "_", plain)
    plain = re.sub(r"[. ]+$", "_", plain) or "_"
    plain = f"_{plain}" if _DEVICES.match(plain) else plain
    return _shortened(plain)


def _shortened(name: str) -> str:
    """At most as many bytes as every file system takes, with room for an annotation's ending."""
    stem, ending = posixpath.splitext(name)
    if len(name.encode()) <= _MOST_BYTES:
        return name
    ending = ending if len(ending.encode()) <= 8 else ""
    return stem.encode()[: _MOST_BYTES - 8].decode("utf-8", "ignore") + ending


def unblanked(name: str) -> str:
    """Without blanks and #, at which lists of names are cut by the programs that read them."""
    return _BLANKS.sub("_", name)


class Taken:
    """The names that are taken already in a new folder; letters of either case count as one, as some systems have it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def keep(self, folders: Collection[str]) -> None:
        """No file is called as one of these folders, or one above it."""
        for folder in folders:
            names = folder.split("/")
            for depth in range(len(names)):
                self._numbers[_key("/".join(names[: depth + 1]), without_ending=False)] = 1

    def own(self, path: str, *, without_ending: bool = False) -> str:
        """`path`, or with a number before its ending where it is taken; also of another ending, when that is not to count."""
        stem, ending = posixpath.splitext(path)
        wanted, found = _key(path, without_ending=without_ending), path
        while (key := _key(found, without_ending=without_ending)) in self._numbers:
            self._numbers[wanted] += 1
            found = f"{stem}-{self._numbers[wanted]}{ending}"
        self._numbers[key] = 1
        return found


def _key(path: str, *, without_ending: bool) -> str:
    plain = posixpath.splitext(path)[0] if without_ending else path
    return unicodedata.normalize("NFC", plain.casefold())


def own_names(names: Iterable[str], plain: re.Pattern[str] | None = None) -> dict[str, str]:
    """Each label's name with the one that it has where the letters of `plain` cannot be; None: the name of a folder.

    No two become one; names that can stay as they are do.
    """
    folders, taken, found = Taken(), set[str](), dict[str, str]()
    for name in sorted(set(names), key=lambda name: (_plain(name, plain) != name, name)):
        new = _plain(name, plain)
        new = folders.own(new) if plain is None else _unlike(new, taken)
        taken.add(new)
        found[name] = new
    return found


def _plain(name: str, plain: re.Pattern[str] | None) -> str:
    return file_name(name) if plain is None else plain.sub("_", name)


def _unlike(name: str, taken: Collection[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def inner_paths(marked: Sequence[Marked]) -> list[tuple[str, ...]]:
    """The parts of each path that say something: without folders that hold all, and those named as parts or its names.

    A folder called test would make test pictures of what lies in it, whatever was said of them.

    >>> inner_paths([Marked("set/train/cam/1.jpg", None, (), part="train"), Marked("set/val/2.jpg", None, (), part="val")])
    [('cam', '1.jpg'), ('2.jpg',)]
    """
    split = [tuple(each.path.split("/")) for each in marked]
    depth = 0
    while split and all(len(names) > depth + 1 for names in split):
        if len({names[depth] for names in split}) > 1:
            break
        depth += 1
    return [_saying(names[depth:], each) for names, each in zip(split, marked, strict=True)]


def _saying(names: tuple[str, ...], each: Marked) -> tuple[str, ...]:
    *folders, last = names
    known = _LAYOUT | {mark.name.lower() for mark in each.marks}
    left = [f for f in folders if f.lower() not in known and not part_of(f)]
    return (*left, last)
