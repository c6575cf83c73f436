"""Forms of annotation: whether the same boxes come out of each, and which sets are read, which refused and why.

Run: python benchmarks/forms.py. Needs ../shared/datasets/odforms.zip (one set of boxes in eight forms) and formats.zip (61 small
sets); the folders are those that tests/unit/sources/forms/test_forms.py names.
"""

from __future__ import annotations

import runpy
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sets import FOLDER

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.album import Album
from peel.sources.annotated import read_marks
from peel.sources.archive import ZipTree
from peel.sources.disk import DiskTree
from peel.sources.find import find
from peel.sources.marking import Marking
from peel.sources.source import Terms

TERMS = Terms(Ingest(), find_kind("multilabel"))
KNOWN = Path(__file__).parents[1] / "tests/unit/sources/forms/test_forms.py"


def main() -> None:
    """Print both tables."""
    sets = [FOLDER / f"{name}.zip" for name in ("odforms", "formats")]
    if not all(path.is_file() for path in sets):
        sys.exit("SKIPPED: no ../shared/datasets/odforms.zip and formats.zip beside this checkout")
    known = runpy.run_path(str(KNOWN))
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        for path in sets:
            with zipfile.ZipFile(path) as file:
                file.extractall(root)
        same(root / "odforms", list(known["SAME"]))
        others(
            root / "formats", marked=[*known["READ"]], rest=[*known["OTHERS"], *known["REFUSED"]]
        )


def same(root: Path, folders: list[str]) -> None:
    """Each form beside Pascal VOC's, to a hundredth of a pixel."""
    print("\n## Forms: odforms\n\n| folder | pictures | boxes | as in pascalvoc_format | CPU s |")
    print("|---|---|---|---|---|")
    wanted, _ = _boxes(root, "pascalvoc_format")
    for folder in folders:
        found, seconds = _boxes(root, folder)
        n = sum(map(len, found.values()))
        is_same = found == {path: wanted[path] for path in found}
        print(f"| {folder} | {len(found)} | {n} | {'all' if is_same else 'NO'} | {seconds:.2f} |")


def others(root: Path, *, marked: list[str], rest: list[str]) -> None:
    """What becomes of each set; of those that are too small to learn from only whether their marks are read."""
    print("\n## Forms: formats\n\n| folder | what becomes of it |\n|---|---|")
    told = [_told(root / folder, root, is_marked=folder in marked) for folder in (*marked, *rest)]
    for folder, words in zip((*marked, *rest), told, strict=True):
        print(f"| {folder} | {words} |")
    refused = sum(words.startswith("refused") for words in told)
    print(f"\n{len(told)} sets: {len(told) - refused} read, {refused} refused with a reason")


def _told(folder: Path, root: Path, *, is_marked: bool) -> str:
    try:
        if is_marked:
            form, marking = read_marks(Album(DiskTree(folder)), TERMS)
            n = sum(len(one.marks) for one in marking.marked)
            return f"{form.WORDS}: {len(marking.marked)} pictures, {n} marks"
        source = find([folder], TERMS)
    except PeelError as error:
        got = str(error.got).replace(f"{root}/", "")
        return f"refused: {error.code} {error.what}: {got[:90]}"
    return f"{source.form or 'class folders'}: {len(source.rows)} pictures"


def _boxes(root: Path, folder: str) -> tuple[dict[str, list[Any]], float]:
    """The marks of each picture, from a zip of the pictures and one folder of annotations; CPU seconds."""
    with tempfile.TemporaryDirectory() as place:
        packed = Path(place) / "set.zip"
        with zipfile.ZipFile(packed, "w") as file:
            for path in [*(root / "images").iterdir(), *(root / "gts" / folder).rglob("*")]:
                file.write(path, path.relative_to(root))
        start = time.process_time()
        _, marking = read_marks(Album(ZipTree(packed)), TERMS)
        return dict(_rows(marking)), time.process_time() - start


def _rows(marking: Marking) -> Iterator[tuple[str, list[Any]]]:
    for one in marking.marked:
        marks = sorted((mark.name, mark.is_crowd, *(mark.box or ())) for mark in one.marks)
        yield one.path.rpartition("/")[2], marks


if __name__ == "__main__":
    main()
