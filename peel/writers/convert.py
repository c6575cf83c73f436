"""From a source in any form that is read to a new folder in any form that is written; the source is only read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.events import track
from peel.films.names import has_film_name
from peel.sources import notes
from peel.sources.annotated import AUTO
from peel.sources.source import Tree, skip, text
from peel.text import named
from peel.types.marks import Marked
from peel.types.source import Skipped
from peel.writers.forms import find_writer
from peel.writers.fresh import fresh_folder, refuse_existing, refuse_without_parent
from peel.writers.holds import Holds, kept
from peel.writers.reading import Taken, take
from peel.writers.writer import Placed, Plan, Sheet, Writer

UNREADABLE = "P286"


class Asked(NamedTuple):
    """What to convert, where to, into which form; `form` is that of the source, where it is not to be found out.

    `link`: pictures become further names of the same files where the disk can do that. `strict`: nothing may be lost.
    """

    source: Path
    out: Path
    to: str
    form: str = AUTO
    link: bool = False
    strict: bool = False


class Converted(NamedTuple):
    """What was read in which form, what was written, and in words what a person should know and what is lost.

    `films` is how many of the pictures are films.
    """

    form: str
    title: str
    pictures: int
    boxes: int
    names: int
    told: tuple[str, ...]
    lost: tuple[str, ...]
    films: int = 0


def convert(asked: Asked) -> Converted:
    """Write the pictures of a source and what is said of them into a new folder; memory holds one picture.

    Raises what `take` does, P280 (something is there), P281 (inside of the source), P282 (something would be lost, and
    that was forbidden), P283 (nothing is left), P285 (no such form), P287 (no folder around it), P701, P702. Either all of the folder is there at
    the end, or none of it.
    """
    writer = find_writer(asked.to)
    refuse_existing(asked.out)
    _refuse_inside(asked)
    refuse_without_parent(asked.out)
    taken = take(asked.source, asked.form)
    marked, unsized = _sized(taken) if writer.holds.boxes else (taken.marked, [])
    plan = writer.plan(marked, [name for name in taken.stated if name])
    skipped = [*taken.skipped, *unsized]
    _refuse_losses(plan, skipped, asked=asked, writer=writer)
    with fresh_folder(asked.out) as work:
        sheet, unread = _put_pictures(plan.sheet, taken.album.tree, folder=work, link=asked.link)
        writer.annotate(sheet, work)
    told = (*taken.notes, *notes.skipped([*skipped, *unread]), *_turned(sheet, taken))
    return Converted(
        form=taken.form,
        title=writer.title,
        pictures=len(sheet.pictures),
        boxes=sum(mark.box is not None for each in sheet.pictures for mark in each.marks),
        names=len(sheet.names),
        told=told,
        lost=_lost(plan, marked, unread=unread, holds=writer.holds),
        films=sum(has_film_name(each.path) for each in sheet.pictures),
    )


def _lost(
    plan: Plan, marked: Sequence[Marked], *, unread: Sequence[Skipped], holds: Holds
) -> tuple[str, ...]:
    """What the form lost of the pictures that were written."""
    if not unread:
        return plan.lost
    gone = {each.path for each in unread}
    written = [each for each in marked if text(each.path) not in gone]
    return (*kept(written, holds).lost, *plan.spelling)


def _sized(taken: Taken) -> tuple[list[Marked], list[Skipped]]:
    """The pictures with width and height; those of which that cannot be read apart."""
    found, skipped = list[Marked](), list[Skipped]()
    for each in taken.marked:
        extent = None if each.size else taken.album.extent(each.path)
        size = extent.shown if extent else each.size
        if size:
            found.append(each._replace(size=size))
        else:
            skipped.append(_no_size(each))
    return found, skipped


def _no_size(each: Marked) -> Skipped:
    reason = "how large the picture is cannot be read", "open it and save it again, or delete it"
    if has_film_name(each.path):
        reason = "a film, and this form is one of pictures", "choose --to csv or --to folders"
    return Skipped(
        path=text(each.path), line=each.line, code=UNREADABLE, reason=reason[0], do=reason[1]
    )


def _put_pictures(
    sheet: Sheet, tree: Tree, *, folder: Path, link: bool
) -> tuple[Sheet, list[Skipped]]:
    """Each picture with the bytes that it has; those that cannot be read are left out of the sheet."""
    put, skipped = list[Placed](), list[Skipped]()
    for each in track(sheet.pictures, total=len(sheet.pictures), name="convert"):
        path = folder / each.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (link and _link(tree, each.source, to=path)):
            try:
                data = tree.read(each.source)
            except PeelError as error:
                skipped.append(skip(error, each.source))
                continue
            path.write_bytes(data)
        put.append(each)
    return sheet._replace(pictures=tuple(put)), skipped


def _link(tree: Tree, path: str, *, to: Path) -> bool:
    """Whether it became another name of the same file: not from a zip, from another disk or where that is forbidden."""
    if not tree.origin:
        return False
    try:
        os.link(os.path.realpath(os.path.join(tree.origin, path)), to)
    except OSError:
        return False
    return True


def _refuse_inside(asked: Asked) -> None:
    """A result in the source would be read with it the next time."""
    above, out = os.path.realpath(asked.source), os.path.realpath(asked.out)
    if os.path.isdir(above) and os.path.commonpath((above, out)) == above:
        raise PeelError(
            "P281",
            "the new folder would lie in the source",
            got=asked.out,
            allowed="a place outside of it",
            do="name a folder beside the source",
        )


def _refuse_losses(plan: Plan, skipped: Sequence[Skipped], *, asked: Asked, writer: Writer) -> None:
    lost = (*plan.lost, *notes.skipped(skipped))
    if asked.strict and lost:
        raise PeelError(
            "P282",
            "not all that the source says can be written",
            got="; ".join(lost),
            allowed="nothing lost, as --strict asks",
            do="choose another form with --to, or leave --strict away",
        )
    if not plan.sheet.pictures:
        raise PeelError(
            "P283",
            f"nothing of the source can be written as {writer.title}",
            got="; ".join(lost) or "no picture",
            allowed="at least one picture",
            do="choose another form with --to",
        )


def _turned(sheet: Sheet, taken: Taken) -> list[str]:
    """Programs differ in whether they turn such pictures; what is written is of the picture as people see it."""
    boxed = [each.source for each in sheet.pictures if any(mark.box for mark in each.marks)]
    extents = {path: taken.album.extent(path) for path in boxed}
    turned = [text(path) for path, extent in extents.items() if extent and extent.turn != 1]
    if not turned:
        return []
    return [
        f"EXIF turns these pictures ({len(turned)}): {named(turned)}; their boxes are of the picture as it is "
        "shown, and a program that does not turn it puts them elsewhere"
    ]
