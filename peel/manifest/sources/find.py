"""From what a person names as the source to its labelled files."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from peel.errors import PeelError
from peel.manifest.sources.archive import ZipTree
from peel.manifest.sources.disk import DiskTree
from peel.manifest.sources.folders import NO_FOLDER, read_folders
from peel.manifest.sources.source import Row, Source, Tree, text
from peel.manifest.sources.table import SUFFIXES, find_table, read_table_file
from peel.types.source import Skipped


def find(path: Path) -> Source:
    """The source at `path`: a folder, a zip or a CSV, in whichever form it holds labels.

    Lists names and reads tables; pictures are not read. Raises P201 .. P207 for a source from which
    nothing can be learned, and what the forms raise.
    """
    path = Path(os.path.expanduser(path))  # pathlib raises for a user that is not known
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        source = _from_tree(DiskTree(path))
    elif path.suffix.lower() == ".zip":
        source = _from_tree(ZipTree(path))
    elif path.suffix.lower() in SUFFIXES:
        source = read_table_file(path)
    else:
        raise PeelError(
            "P202",
            "source is of no known form",
            got=text(str(path)),
            allowed="a folder, a .zip or a .csv (.tsv)",
            do="name the folder that holds the pictures",
        )
    check(source.rows, source.skipped, path=path)
    return source


def check(rows: Sequence[Row], skipped: Sequence[Skipped], *, path: Path) -> None:
    """Refuse a source without pictures (P203), labels (P204), a usable line (P207) or a second class (P205)."""
    if not rows:
        raise _nothing(skipped, path)
    labels = {row.label for row in rows}
    if len(labels) < 2:
        raise PeelError(
            "P205",
            "source holds only one class",
            got=f"{len(rows)} pictures of {labels.pop()}",
            allowed="two classes or more",
            do="add a folder (or lines) with pictures of something else",
        )


def _from_tree(tree: Tree) -> Source:
    return find_table(tree) or read_folders(tree)


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except OSError as error:
        raise PeelError(
            "P201",
            "no such source",
            got=f"{text(str(path))} ({error.strerror})",
            allowed="a folder, zip or CSV that is there and that you may read",
            do="correct ingest.source in params.yaml, or: peel build --data SOURCE",
        ) from error


def _nothing(skipped: Sequence[Skipped], path: Path) -> PeelError:
    """Why no picture is left, told by the first thing that was left out."""
    if any(each.line for each in skipped):
        first = next(each for each in skipped if each.line)
        return PeelError(
            "P207",
            "no line of the table is usable",
            got=f"line {first.line}, {first.path}: {first.reason}",
            allowed="lines that name a picture beside the CSV and its label",
            do=first.do,
        )
    if any(each.code == NO_FOLDER for each in skipped):
        return PeelError(
            "P204",
            "source has no labels",
            got=f"pictures without class folders in {text(str(path))}",
            allowed="a folder for each class, or a CSV with a path and a label column",
            do="put the pictures of each class into a folder of its name",
        )
    return PeelError(
        "P203",
        "source holds no pictures",
        got=f"{text(str(path))} with {len(skipped)} other files"
        if skipped
        else f"{text(str(path))}, empty",
        allowed="pictures in class folders, or named by a CSV",
        do="check the path",
    )
