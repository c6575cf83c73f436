"""From the path that a table states to the file that is meant."""

from __future__ import annotations

import posixpath
import unicodedata

from peel.errors import PeelError
from peel.manifest.sources.records import decode_text
from peel.manifest.sources.source import Tree, text


class Lookup:
    """Where the files of a table's paths lie: beside the CSV, or all in one folder there."""

    def __init__(self, tree: Tree, table: str, *, names: list[str]) -> None:
        """Find the folder to which the `names` are relative."""
        self._tree = tree
        self._normal = {_normal(path): path for path in tree.entries}
        self._base = base = posixpath.dirname(table)
        sample = names[:100]
        if not any(self._look(name, base) for name in sample):
            depth = table.count("/") + 1  # of the folders beside the CSV
            tops = sorted({_top(path, depth) for path in tree.entries if path.count("/") >= depth})
            self._base = max(
                [base, *tops], key=lambda top: sum(self._look(n, top) is not None for n in sample)
            )

    def __call__(self, name: str) -> str:
        """The path in the tree that `name` means; raises P223 where there is none."""
        found = self._look(name, self._base)
        if found is not None:
            return found
        raise PeelError(
            "P223",
            "picture of the table is not in the folder of the CSV",
            got=text(name),
            allowed="a path relative to the CSV, inside its folder",
            do="add the file, correct the path, or delete the line",
        )

    def _look(self, name: str, base: str) -> str | None:
        path = posixpath.normpath(posixpath.join(base, relative(name, self._tree.origin)))
        return path if path in self._tree.entries else self._normal.get(_normal(path))


def _top(path: str, depth: int) -> str:
    return "/".join(path.split("/")[:depth])


def relative(name: str, origin: str) -> str:
    """An absolute path below the folder `origin` as a relative one; any other name as it is."""
    return name.removeprefix(f"{origin}/") if origin else name


def _normal(path: str) -> str:
    """One form for what people take for one name: composed letters, and / for Windows' separator.

    Bytes that are no UTF-8 are read as those of a table that is no UTF-8 are.
    """
    readable = decode_text(path.encode("utf-8", "surrogateescape"))
    return unicodedata.normalize("NFC", readable.replace("\\", "/"))
