"""Class folders: the label of a picture is the name of a folder above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from peel.images.formats import HEAD_BYTES, has_picture_name, sniff
from peel.manifest.sources.source import Row, Source, Tree, text
from peel.types.source import Skipped

# Lower-case names of folders and of cells that state a part.
PARTS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}
_ASIDE = frozenset(("masks", "annotations"))
# Never pictures, and often there by the thousand: not worth a look at their first bytes.
_OTHER = (".txt", ".csv", ".tsv", ".md", ".json", ".xml", ".yaml", ".yml", ".html", ".py", ".dvc")

NO_PICTURE, NO_FOLDER = "P210", "P212"
_Parts = tuple[str, ...]


class _File(NamedTuple):
    """A picture: its path, the part that its folder states, and the names from there on."""

    path: str
    part: str
    names: _Parts


def read_folders(tree: Tree) -> Source:
    """Every picture of the tree, labelled by its folder.

    A single folder that holds all the others is entered. Folders named train and val or test at the
    top are parts. Where all pictures lie equally deep, the last folder is the label, else the first.
    """
    skipped = list(tree.skipped)
    pictures = list(_pictures(tree, skipped))
    files = _part_files(pictures, skipped)
    files = [file for file in files if _lies_in_folder(file, skipped)]
    level, note = _label_level(files)
    alone = {file.part for file in files} == {"train"}  # a test part without labels: no given split
    rows = [Row(f.path, 0, text(f.names[level]), "" if alone else f.part, "") for f in files]
    form = f"{tree.form} of class folders" if tree.form else "class folders"
    return Source(
        form=form,
        tree=tree,
        rows=tuple(sorted(rows)),
        skipped=tuple(skipped),
        notes=(note,) if note else (),
    )


def is_picture(tree: Tree, path: str) -> bool:
    """Whether a file is called like a picture, or begins like one whatever it is called."""
    if has_picture_name(path):
        return True
    return not path.lower().endswith(_OTHER) and bool(sniff(tree.head(path)[:HEAD_BYTES]))


def no_picture(path: str) -> Skipped:
    """A file that is quietly left out."""
    return Skipped(path=text(path), code=NO_PICTURE, reason="no picture", do="nothing")


def _pictures(tree: Tree, skipped: list[Skipped]) -> Iterator[str]:
    for path in tree.entries:
        if is_picture(tree, path):
            yield path
        else:
            skipped.append(no_picture(path))


def _part_files(pictures: Sequence[str], skipped: list[Skipped]) -> list[_File]:
    """Enter the single top folder, put side folders aside, and take the given parts."""
    split = {path: tuple(path.split("/")) for path in pictures}
    depth = _depth_of_top(list(split.values()))
    inner = {path: names[min(depth, len(names) - 1) :] for path, names in split.items()}
    inner = _without_side_folders(inner, skipped)
    tops = {names[0] for names in inner.values() if len(names) > 1}
    given = {top: PARTS[top.lower()] for top in tops if top.lower() in PARTS}
    if "train" not in given.values() or len(set(given.values())) < 2:
        return [_File(path, "", names) for path, names in inner.items()]
    files = []
    for path, names in inner.items():
        if names[0] in given and len(names) > 1:
            files.append(_File(path, given[names[0]], names[1:]))
        else:
            skipped.append(_beside_parts(path))
    return files


def _depth_of_top(paths: Sequence[_Parts]) -> int:
    """How many folders at the top hold all other folders: each of them alone would be one class."""
    depth = 0
    while True:
        deeper = [names for names in paths if len(names) > depth + 1]
        is_last = all(len(names) == depth + 2 for names in deeper)
        if len({names[depth] for names in deeper}) != 1 or is_last:
            return depth
        depth += 1


def _without_side_folders(inner: dict[str, _Parts], skipped: list[Skipped]) -> dict[str, _Parts]:
    """Leave out top folders named masks or annotations, unless they are one of two classes."""
    counts = Counter(names[0] for names in inner.values() if len(names) > 1)
    aside = {top for top in counts if top.lower() in _ASIDE}
    if len(counts) - len(aside) < 2:
        return inner
    for top in sorted(aside):
        folder = next(path for path, names in inner.items() if names[0] == top)
        where = folder[: len(folder) - len("/".join(inner[folder][1:]))]
        skipped.append(_side_folder(where, counts[top]))
    return {path: names for path, names in inner.items() if names[0] not in aside}


def _side_folder(folder: str, count: int) -> Skipped:
    return Skipped(
        path=text(folder),
        code="P213",
        reason=f"{count} pictures in a folder of masks or annotations, no class",
        do="rename the folder when it is a class",
    )


def _beside_parts(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code="P214",
        reason="beside the folders train, val and test",
        do="move it into one of them, or delete it",
    )


def _lies_in_folder(file: _File, skipped: list[Skipped]) -> bool:
    if len(file.names) > 1:
        return True
    skipped.append(
        Skipped(
            path=text(file.path),
            code=NO_FOLDER,
            reason="in no class folder",
            do="move it into the folder of its class",
        )
    )
    return False


def _label_level(files: Sequence[_File]) -> tuple[int, str]:
    """Which folder is the label, counted from the top, and what a person should know of it."""
    depths = {len(file.names) for file in files}
    deepest = max(depths, default=2) - 2
    if len(depths) > 1:
        return 0, "pictures lie at several depths: the label is the first folder"
    level = deepest
    while level and len({file.names[level] for file in files}) == 1:
        level -= 1
    if not deepest:
        return 0, ""
    example = text(files[0].names[level])
    return (
        level,
        f"pictures lie {deepest + 1} folders deep: the label is folder {level + 1}, as {example}",
    )
