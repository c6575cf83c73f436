"""Where pictures lie in a new folder: below the folder of the form, each under a name of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from peel.types.marks import Marked
from peel.writers.names import Taken, file_name, inner_paths, unblanked

_Folder = Callable[[Marked], str]


def nested(marked: Sequence[Marked], folder: _Folder, *, without_ending: bool = False) -> list[str]:
    """Below the folder of each, in the folders that it had; `without_ending` where a file is called by the rest of its name."""
    wanted = [
        posixpath.join(folder(each), *map(file_name, names))
        for each, names in zip(marked, inner_paths(marked), strict=True)
    ]
    taken = Taken()
    taken.keep({posixpath.dirname(path) for path in wanted})
    return [taken.own(path, without_ending=without_ending) for path in wanted]


def flat(marked: Sequence[Marked], folder: _Folder) -> list[str]:
    """Directly in the folder of each, its own folders in its name, without blanks; no two differ by their ending alone.

    Also no two of different folders: programs look pictures up by the name alone.
    """
    taken = Taken()
    paths = []
    for each, names in zip(marked, inner_paths(marked), strict=True):
        own = taken.own(unblanked(file_name("_".join(names))), without_ending=True)
        paths.append(posixpath.join(folder(each), own))
    return paths
