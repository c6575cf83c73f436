"""Class folders: the label of a picture is the name of a folder above it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.sources.labels import label_of
from peel.sources.masks import is_for_masks, says_no_class, without_masks
from peel.sources.parts import Layout, Names, layout
from peel.sources.pictures import no_picture
from peel.sources.source import Row, Source, Terms, Tree, text
from peel.text import named
from peel.types.source import Skipped

NO_FOLDER = "P212"


class File(NamedTuple):
    """A picture: its path, the part that its folder states, and the names from there on."""

    path: str
    part: str
    names: Names


def read_folders(tree: Tree, pictures: Collection[str], *, terms: Terms) -> Source:
    """Every picture of the tree, labelled by its folder.

    A single folder that holds all the others is entered. Folders named for train and val or test at the
    top are parts. Where all pictures lie equally deep, the last folder is the label, else the first; where
    that is not clear and `terms` do not say it, raises P236.
    """
    skipped = [*tree.skipped, *(no_picture(each) for each in tree.entries if each not in pictures)]
    shape = layout([tuple(path.split("/")) for path in pictures])
    files = without_masks(list(_files(pictures, shape, skipped=skipped)), skipped)
    level, note = _level(files, terms.how)
    if terms.how.class_level is None and _say_no_class(files, level):
        level = max(len(file.names) for file in files)
    files = [file for file in files if _lies_in_folder(file, level, skipped=skipped)]
    alone = {file.part for file in files} == {"train"}  # a test part without labels: no given split
    labels = [terms.labels.state([label_of(file.names[level])]) for file in files]
    rows = [
        Row(file.path, 0, label, "" if alone else file.part, "")
        for file, label in zip(files, labels, strict=True)
    ]
    notes = [note, "" if alone else _parts_note(shape)]
    return Source(
        form=f"{tree.form} of class folders" if tree.form else "class folders",
        tree=tree,
        rows=tuple(sorted(rows)),
        skipped=tuple(skipped),
        notes=tuple(each for each in notes if each),
        stated=dict(_stated(tree, shape, level=level)),
    )


def _files(pictures: Collection[str], shape: Layout, *, skipped: list[Skipped]) -> Iterator[File]:
    for path in pictures:
        names = tuple(path.split("/"))
        place = shape.place(names)
        if place:
            yield File(path, *place)
        elif not shape.given or len(names) <= len(shape.top) + 1:
            yield File(path, "", names[-1:])
        else:
            skipped.append(_beside_parts(path))


def _beside_parts(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code="P214",
        reason="beside the folders train, val and test",
        do="move it into one of them, or delete it",
    )


def _say_no_class(files: Sequence[File], level: int) -> bool:
    """Whether there are several folders, all called images, masks and the like."""
    names = {file.names[level] for file in files if len(file.names) > level + 1}
    return len(names) > 1 and all(map(says_no_class, names))


def _lies_in_folder(file: File, level: int, *, skipped: list[Skipped]) -> bool:
    if len(file.names) > level + 1:
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


def _parts_note(shape: Layout) -> str:
    """Told only of names that a person may have meant otherwise."""
    if all(name.lower().startswith(part) for name, part in shape.given.items()):
        return ""
    pairs = ", ".join(f"{text(name)} is {part}" for name, part in shape.given.items())
    return f"the folders at the top are taken as a given split: {pairs}"


def _level(files: Sequence[File], how: Ingest) -> tuple[int, str]:
    """Which folder is the label, counted from the top, and what a person should know of it."""
    if how.class_level is not None:
        at = how.class_level - 1
        examples = sorted({text(file.names[at]) for file in files if len(file.names) > at + 1})
        return at, f"the label is folder {at + 1}, as ingest.class_level says: {named(examples)}"
    depths = {len(file.names) for file in files if len(file.names) > 1}
    if len(depths) > 1:
        return 0, "pictures lie at several depths: the label is the first folder"
    deepest = max(depths, default=2) - 2
    within = [file.names for file in files if len(file.names) > 1]
    levels = [at for at in range(deepest + 1) if len({names[at] for names in within}) > 1]
    if not deepest or not levels:
        return 0, ""
    level = levels[-1]
    if len(levels) > 1 and (_repeat(within, level) or _are_numbered(within, levels)):
        raise _ask(within, levels)
    example = text(within[0][level])
    words = (
        f"pictures lie {deepest + 1} folders deep: the label is folder {level + 1}, as {example}"
    )
    return level, words


def _repeat(within: Sequence[Names], level: int) -> bool:
    """Whether a name of this level stands below different folders."""
    return len({names[: level + 1] for names in within}) > len({names[level] for names in within})


def _are_numbered(within: Sequence[Names], levels: Sequence[int]) -> bool:
    """Whether the last names look like dates or numbers of sessions, and the first ones do not."""
    first, last = ({names[at] for names in within} for at in (levels[0], levels[-1]))
    return all(map(_has_digit, last)) and not any(map(_has_digit, first))


def _has_digit(name: str) -> bool:
    return any(letter.isdigit() for letter in name)


def _ask(within: Sequence[Names], levels: Sequence[int]) -> PeelError:
    shown = {at + 1: named(sorted({text(names[at]) for names in within})) for at in levels}
    return PeelError(
        "P236",
        "it is not clear which folder is the class",
        got="; ".join(f"folder {at}: {names}" for at, names in shown.items()),
        allowed="one of these, because the names of the last one repeat or are numbers",
        do="; ".join(
            f"set ingest.class_level: {at} in params.yaml if it is folder {at}" for at in shown
        ),
    )


def _stated(tree: Tree, shape: Layout, *, level: int) -> Iterator[tuple[str, str]]:
    """Every folder where class folders lie, and what to say when no picture of it is usable."""
    for folder in tree.folders:
        place = shape.place((*folder.split("/"), ""))
        if place and len(place[1]) == level + 2 and not any(map(is_for_masks, place[1])):
            yield label_of(place[1][level]), "its folder gave no picture"
