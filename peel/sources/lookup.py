"""From the path that a table states to the file that is meant."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from peel.errors import PeelError
from peel.films.names import has_film_name
from peel.images.formats import has_picture_name
from peel.sources.source import Tree, text

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")
_MOST_SAME = 200  # files of one name; beyond that a name alone says too little


class Index:
    """The files of a tree by their one form, and the pictures among them by the last part of their names."""

    def __init__(self, tree: Tree, pictures: Iterable[str]) -> None:
        self.origin = tree.origin
        self.paths = {normal(path): path for path in tree.entries}
        self._tops: dict[int, list[str]] = {}
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in map(normal, pictures):
            self._by_stem[_key(path)].append(path)

    def is_known(self, name: str) -> bool:
        """Whether a picture has the last part of this name, with whatever ending."""
        return _key(normal(name)) in self._by_stem

    def ending_in(self, plain: str) -> list[str]:
        """The pictures whose path ends in these names, with or without the ending of the last one.

        Capitals count where that makes a difference, and only there.
        """
        same = self._by_stem.get(_key(plain), [])
        if len(same) > _MOST_SAME:
            return []
        with_ending = _is_named(plain)
        ends = {path: f"/{path if with_ending else _stem(path)}" for path in same}
        exact = [path for path in same if ends[path].endswith(f"/{plain}")]
        return exact or [p for p in same if ends[p].lower().endswith(f"/{plain.lower()}")]

    def tops(self, depth: int) -> list[str]:
        """The folders in that depth."""
        if depth not in self._tops:
            deep = [path for path in self.paths if path.count("/") >= depth]
            self._tops[depth] = sorted({"/".join(path.split("/")[:depth]) for path in deep})
        return self._tops[depth]


class Lookup:
    """Where the files of a table's paths lie: beside the table, in the source, in one folder there, or by name."""

    def __init__(self, index: Index, table: str) -> None:
        """For the table at that path; the pictures are also known without the end of their name or their folder."""
        self._index = index
        self._bases = list(dict.fromkeys((posixpath.dirname(table), "")))
        self._depth = table.count("/") + 1  # of the folders beside the table
        self._known: dict[str, str | None] = {}

    def settle(self, names: Sequence[str]) -> None:
        """Where no name is relative to the table or the source, find the one folder that they are relative to."""
        known = [name for name in names if self._index.is_known(name)]
        sample = known[:: max(len(known) // 100, 1)]
        if any(self.is_stated(name) for name in sample):
            return
        tops = self._index.tops(self._depth) if sample else []
        count = {
            t: sum(self._joined(name, t) in self._index.paths for name in sample) for t in tops
        }
        best = max(tops, key=count.__getitem__, default="")
        if count.get(best):
            self._bases.append(best)
            self._known.clear()

    def find(self, name: str) -> str | None:
        """The path in the tree that `name` means, or None."""
        if name not in self._known:
            is_one = bool(name) and not is_url(name)
            self._known[name] = self._below(name) or self._by_name(name) if is_one else None
        return self._known[name]

    def is_stated(self, name: str) -> bool:
        """Whether `name` is a path of a file as it stands, with its ending."""
        return bool(name) and self._below(name) is not None

    def __call__(self, name: str) -> str:
        """The path in the tree that `name` means; raises P223 where there is none, P230 for an address."""
        found = self.find(name)
        if found is not None:
            return found
        if is_url(name):
            raise PeelError(
                "P230",
                "table names an address on a network",
                got=text(name),
                allowed="files that lie in the source: nothing is ever fetched",
                do="fetch the pictures, and write their paths",
            )
        plain = self._joined(name, self._bases[0])
        same = [] if leads_out(plain) else self._index.ending_in(normal(name))
        raise PeelError(
            "P223",
            "picture of the table is not in the source",
            got=text(name)
            + (", which leads out of the source" if leads_out(plain) else "")
            + (f", which {len(same)} files are called" if len(same) > 1 else ""),
            allowed="a path relative to the table or to the source, or the name of one file in it",
            do="add the file, correct the path, or delete the line",
        )

    def _below(self, name: str) -> str | None:
        joined = (self._joined(name, base) for base in self._bases)
        return next((self._index.paths[path] for path in joined if path in self._index.paths), None)

    def _joined(self, name: str, base: str) -> str:
        plain = normal(relative(name, self._index.origin))
        return posixpath.normpath(posixpath.join(normal(base), plain))

    def _by_name(self, name: str) -> str | None:
        """The one picture whose path ends so, with or without the ending of its name."""
        plain = self._joined(name, "")
        if leads_out(plain):
            return None
        same = self._index.ending_in(plain)
        for base in self._bases:
            wanted = self._joined(_stem(plain), base)
            stated = [path for path in same if _stem(path) == wanted]
            if len(stated) == 1:
                return self._index.paths[stated[0]]
        return self._index.paths[same[0]] if len(same) == 1 else None


def leads_out(plain: str) -> bool:
    """Whether a path in its one form is absolute, or goes up out of the source."""
    return plain.startswith(("/", "..")) or bool(re.match(r"[A-Za-z]:/", plain))


def is_url(name: str) -> bool:
    """Whether a cell is an address such as https://host/1.jpg.

    >>> is_url("s3://bucket/1.jpg"), is_url("C:/pictures/1.jpg")
    (True, False)
    """
    return bool(_URL.match(name))


def relative(name: str, origin: str) -> str:
    """An absolute path below the folder `origin` as a relative one; any other name as it is."""
    return name.removeprefix(f"{origin}/") if origin else name


def normal(path: str) -> str:
    """One form for what people take for one name: composed letters, and / for Windows' separator.

    Bytes that are no UTF-8 are read as those of a table that is no UTF-8 are.
    """
    if path.isascii():
        return path.replace("\\", "/")
    data = path.encode("utf-8", "surrogateescape")
    try:
        readable = data.decode("utf-8")
    except UnicodeDecodeError:
        readable = data.decode("cp1252", "replace")
    return unicodedata.normalize("NFC", readable.replace("\\", "/"))


def _key(path: str) -> str:
    """The last part of a path without its ending, in lower case."""
    return _stem(posixpath.basename(path)).lower()


def _stem(path: str) -> str:
    """Without the ending that makes it the name of a picture or a film."""
    return posixpath.splitext(path)[0] if _is_named(path) else path


def _is_named(path: str) -> bool:
    """Whether it ends as the name of a picture or a film does."""
    return has_picture_name(path) or has_film_name(path)
