"""What a source in any form says of its pictures, all of it: where things are, and names of whole pictures."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.films.names import has_film_name
from peel.params.sections import Ingest
from peel.sources.album import Album
from peel.sources.annotated import AUTO, UNLISTED, read_marks
from peel.sources.archive import ZipTree
from peel.sources.disk import DiskTree
from peel.sources.find import check, find
from peel.sources.folders import read_folders
from peel.sources.forms import FORMS, boxes_csv
from peel.sources.pictures import no_picture
from peel.sources.source import Source, Terms, Tree, text
from peel.sources.stills import with_stills
from peel.text import counted, named
from peel.types.marks import Marked
from peel.types.source import Skipped
from peel.writers import verbatim

FOLDERS = "folders"
OF_BOXES, NOTHING = "P222", "P203"


class Taken(NamedTuple):
    """A source as it was read: its form in words, its pictures with all that is said of them, and all that is left out.

    `size` of a picture is None where the source speaks of names alone.
    """

    form: str
    album: Album
    marked: Sequence[Marked]
    skipped: Sequence[Skipped]
    notes: Sequence[str]
    stated: Sequence[str]


def take(path: Path, form: str = AUTO) -> Taken:
    """Read a folder, a zip or a CSV; `form` is one of peel.sources.forms, or `folders` for class folders.

    Raises P284 for another form, and what `find` and `read_marks` raise.
    """
    try:
        return _take(path, form)
    except PeelError as error:
        raise error.but(do=_of_options(error)) from error


def _of_options(error: PeelError) -> str:
    """What is to be done, said by the options of the command: it reads no params.yaml.

    >>> _of_options(PeelError("P274", "", got="", allowed="", do="choose the form with ingest.form in params.yaml"))
    'choose the form with --from'
    """
    said = {
        "P201": "correct how the source is written",
        "P277": "give the one that is meant as the source, or take the others out of it",
    }
    return said.get(error.code) or re.sub(r"ingest\.form( in params\.yaml)?", "--from", error.do)


def _take(path: Path, form: str) -> Taken:
    path = Path(os.path.expanduser(path))
    terms = Terms(_how(form), verbatim.Verbatim())
    tree = _tree(path)
    album = Album(with_stills(tree)) if tree else None
    if album and form != FOLDERS and (form != AUTO or any(f.recognises(album) for f in FORMS)):
        return _annotated(album, terms)
    try:
        return _named(find([path], terms))
    except PeelError as error:
        films = _films(album) if album and not album.pictures else []
        if album and films and error.code == NOTHING:
            return _folders_of_films(album.tree, films, terms=terms, name=text(str(path)))
        if error.code != OF_BOXES or not path.is_file():
            raise
    return _table_of_boxes(path, terms)


def _films(album: Album) -> list[str]:
    return [path for path in album.tree.entries if has_film_name(path)]


def _folders_of_films(tree: Tree, films: Sequence[str], *, terms: Terms, name: str) -> Taken:
    """A film is a file with a name like a picture, where nothing is learnt from it."""
    source = read_folders(tree, films, terms=terms)
    check(source, terms.labels, name=name)
    return _named(source)


def _table_of_boxes(path: Path, terms: Terms) -> Taken:
    """A CSV that is the source itself; the pictures lie beside it or below."""
    how = Ingest(form=boxes_csv.NAME, table=path.name)
    return _annotated(Album(DiskTree(path.parent)), terms._replace(how=how))


def _how(form: str) -> Ingest:
    known = [AUTO, FOLDERS, *(each.NAME for each in FORMS)]
    if form not in known:
        raise PeelError(
            "P284",
            "no form of this name is read",
            got=form,
            allowed=", ".join(known),
            do="correct what stands behind --from, or leave it away",
        )
    return Ingest(table="none") if form == FOLDERS else Ingest(form=form)


def _tree(path: Path) -> Tree | None:
    """The files of a folder or a zip; None for anything else, of which `find` knows more."""
    if path.is_dir():
        return DiskTree(path)
    return ZipTree(path) if path.is_file() and path.suffix.lower() == ".zip" else None


def _annotated(album: Album, terms: Terms) -> Taken:
    form, marking = read_marks(album, terms)
    known = {each.path for each in marking.marked}
    told = {each.path for each in marking.skipped}
    rest = [each for each in album.pictures if each not in known and text(each) not in told]
    films = [no_picture(each) for each in _films(album) if text(each) not in told]
    return Taken(
        form=f"{album.tree.form} with {form.WORDS}" if album.tree.form else form.WORDS,
        album=album,
        marked=marking.marked,
        skipped=(*album.tree.skipped, *marking.skipped, *map(_unlisted, rest), *films),
        notes=marking.notes,
        stated=marking.stated,
    )


def _unlisted(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code=UNLISTED,
        reason="picture that the annotations do not name",
        do="annotate it, or list it among the pictures when nothing is on it",
    )


def _named(source: Source) -> Taken:
    said = {row.path: verbatim.read(row.label) for row in source.rows}
    return Taken(
        form=source.form,
        album=Album(source.tree),
        marked=[
            Marked(
                row.path, said[row.path].size, said[row.path].marks, row.part, row.group, row.line
            )
            for row in source.rows
        ],
        skipped=source.skipped,
        notes=(*source.notes, *_unknown(list(said.values()))),
        stated=list(source.stated),
    )


def _unknown(said: Sequence[verbatim.Said]) -> list[str]:
    """Of names of which a table says neither yes nor no, most forms can only be silent, which says no."""
    counts = Counter(name for each in said for name in each.unknown)
    shown = named([f"{name} ({counted(n, 'picture')})" for name, n in sorted(counts.items())])
    words = (
        f"the source does not know whether these names hold; in the new folder they do not: {shown}"
    )
    return [words] if counts else []
