"""The pictures of a tree, by the names that annotations give them, and how large they are."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from functools import cached_property

from peel.errors import PeelError
from peel.images.decode import Extent, extent
from peel.images.formats import HEAD_BYTES
from peel.sources.lookup import Index, is_url, leads_out, normal, relative
from peel.sources.pictures import is_picture
from peel.sources.source import Tree, made_of, text
from peel.sources.stills import unsaid

# Enough for the header of nearly every picture, and to tell one form of annotation from another.
_BEGINNING = 1 << 16
_SHOWN = 200
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")

NO_PICTURE, ON_NETWORK = "P264", "P265"


class Noting:
    """A tree that notes which files were read in full: those that are no pictures said something."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.form, self.origin, self.skipped = tree.form, tree.origin, tree.skipped
        self.entries, self.folders = tree.entries, tree.folders
        self.unsaid = unsaid(tree)
        self.noted: set[str] = set()

    def read(self, path: str) -> bytes:
        """The whole file."""
        self.noted.add(path)
        return self._tree.read(path)

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """Its beginning."""
        return self._tree.head(path, size)

    def made_of(self, path: str) -> str:
        """The film of which an item is made, if it is."""
        return made_of(self._tree, path)


class Album:
    """A tree seen as pictures and the files beside them."""

    def __init__(self, tree: Tree) -> None:
        self.tree = Noting(tree)
        self._extents: dict[str, Extent | None] = {}

    @cached_property
    def pictures(self) -> dict[str, None]:
        """The paths of the pictures, in their order."""
        return {path: None for path in self.tree.entries if is_picture(self.tree, path)}

    @cached_property
    def index(self) -> Index:
        """The pictures by their names."""
        return Index(self.tree, self.pictures)

    def files(self, *endings: str) -> list[str]:
        """The files with one of these endings, which are in lower case."""
        return [path for path in self.tree.entries if path.lower().endswith(endings)]

    def beginning(self, path: str) -> str:
        """The first letters of a text file; letters that are no ASCII may be wrong."""
        data = self.tree.head(path, _BEGINNING)
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16", "replace")
        return data.decode("utf-8", "replace").removeprefix("\ufeff")

    def extent(self, path: str) -> Extent | None:
        """How large a picture is and how it is turned; None for one that cannot be read."""
        if path not in self._extents:
            found = extent(self.tree.head(path, _BEGINNING))
            self._extents[path] = found or self._whole(path)
        return self._extents[path]

    def _whole(self, path: str) -> Extent | None:
        """By all of its bytes: a few formats say how large they are at their end."""
        if self.tree.entries[path].size <= _BEGINNING:
            return None
        try:
            return extent(self.tree.read(path))
        except PeelError:
            return None


class Finder:
    """Which picture an annotation file means: beside it, in the source, or the one picture of that name.

    Of several that are called so, the one counts whose folders are called most like those of the annotation file,
    and like the `hints`: `labels/train/1.txt` speaks of `images/train/1.jpg`.
    """

    def __init__(self, album: Album, document: str, *, hints: Collection[str] = ()) -> None:
        folder = posixpath.dirname(document)
        self._index, self._bases = album.index, list(dict.fromkeys((normal(folder), "")))
        self._near = {*folder.lower().split("/"), *(hint.lower() for hint in hints)}
        self._pictures = album.pictures

    def __call__(self, name: str, *, is_loose: bool = False) -> str:
        """The path of the picture; raises P264 where there is none, P265 for an address on a network.

        `is_loose`: the first folders of the name may be others than those of the source.
        """
        if is_url(name) or name.startswith("data:"):
            raise _on_network(name)
        plain = normal(relative(name, self._index.origin))
        found = self._below(plain)
        is_outside = leads_out(posixpath.normpath(plain))
        if found is None and not is_outside:
            found = self._by_name(posixpath.normpath(plain), is_loose=is_loose)
        if found is None:
            raise _no_picture(name, is_outside=is_outside)
        return found

    def _below(self, plain: str) -> str | None:
        for base in self._bases:
            path = self._index.paths.get(posixpath.normpath(posixpath.join(base, plain)))
            if path in self._pictures:
                return path
        return None

    def _by_name(self, plain: str, *, is_loose: bool) -> str | None:
        names = plain.split("/")
        for start in range(len(names) if is_loose else 1):
            same = self._index.ending_in("/".join(names[start:]))
            if same:
                return self._nearest(same)
        return None

    def _nearest(self, same: Sequence[str]) -> str | None:
        """The one that shares most names of folders, of several the one in fewest folders; None where that is not one."""
        shared = {path: len(self._near & {*path.lower().split("/")[:-1]}) for path in same}
        most = max(shared.values())
        best = [path for path, count in shared.items() if count == most]
        least = min(path.count("/") for path in best)
        best = [path for path in best if path.count("/") == least]
        return self._index.paths[best[0]] if len(best) == 1 else None


def stem(path: str) -> str:
    """The last part of a path without its ending.

    >>> stem("labels/train/1.2.txt")
    '1.2'
    """
    return _ENDING.sub("", posixpath.basename(path))


def _on_network(name: str) -> PeelError:
    return PeelError(
        ON_NETWORK,
        "annotation of an address on a network",
        got=text(name)[:_SHOWN],
        allowed="pictures that lie in the source: nothing is ever fetched",
        do="fetch the pictures, and put them beside the annotations",
    )


def _no_picture(name: str, *, is_outside: bool) -> PeelError:
    return PeelError(
        NO_PICTURE,
        "annotated picture is not in the source",
        got=text(name)[:_SHOWN] + (", which leads out of the source" if is_outside else ""),
        allowed="a path relative to the annotation file or to the source, or the name of one picture in it",
        do="add the picture, or delete its annotation",
    )
