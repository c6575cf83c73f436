"""From what a person names as the source to its labelled files."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from peel.errors import PeelError
from peel.films.names import has_film_name
from peel.params.sections import Ingest
from peel.sources import clips
from peel.sources.album import Album
from peel.sources.annotated import AUTO, read_annotated, recognised
from peel.sources.archive import ZipTree
from peel.sources.claims import SUFFIXES, find_table
from peel.sources.clips import ClipTree, frames_in
from peel.sources.disk import DiskTree
from peel.sources.folders import NO_FOLDER, read_folders
from peel.sources.forms import boxes_csv
from peel.sources.joined import join, name_of, names_of
from peel.sources.pictures import FILM
from peel.sources.source import HIDDEN, Source, Terms, Tree, text
from peel.sources.stills import with_stills
from peel.sources.table import no_usable_line, read_table_file
from peel.sources.walk import WAY_OUT
from peel.text import counted, named
from peel.types.labels import LabelRules
from peel.types.marks import MarkRules
from peel.types.source import Skipped

# Where labels that came back from use lie in a project: a folder that Peel itself writes, and reads by its own words.
FEEDBACK, TABLE, MARK = Path("data/feedback"), "labels.csv", "\x1f"


def find(
    paths: Sequence[Path], terms: Terms, *, standing: Mapping[int, Source] | None = None
) -> Source:
    """The source at each of `paths`, together: a folder, a zip or a CSV, in whichever form it holds labels.

    `standing` are those, by their place, in whose place something else stands (peel.sources.ingested). Lists names
    and reads tables; pictures are not read. Raises P201 .. P207 where nothing can be learned, and what the forms raise.
    """
    stand = standing or {}
    found = [stand[at] if at in stand else _one(path, terms) for at, path in enumerate(paths)]
    for path, source in zip(paths, found, strict=True):
        if not source.rows:
            raise _nothing(source, text(str(path)))
    _refuse_mixed(
        {str(p): s.frames for p, s in zip(paths, found, strict=True) if not _is_feedback(p)}
    )
    if any(map(_is_feedback, paths)):
        found = [
            _taught(s) if _is_feedback(p) else _free(s) for p, s in zip(paths, found, strict=True)
        ]
    source = (
        found[0]
        if len(found) == 1
        else join(dict(zip(names_of(paths), found, strict=True)), terms.labels)
    )
    check(source, terms.labels, name=name_of(paths))
    return source


def _refuse_mixed(frames: Mapping[str, int]) -> None:
    """Labels that came back from use are of whatever the model was asked about."""
    films = [name for name, n in frames.items() if n > 1]
    others = [name for name, n in frames.items() if n == 1]
    if films and others:
        raise clips.mixed(films[0], others[0])


def _one(path: Path, terms: Terms) -> Source:
    path = Path(os.path.expanduser(path))  # pathlib raises for a user that is not known
    if _is_feedback(path):
        terms = terms._replace(how=_own(terms.labels))
    mode = _mode(path)
    if stat.S_ISDIR(mode):
        return _from_tree(DiskTree(path, follow_links=terms.how.follow_links), terms)
    if path.suffix.lower() == ".zip":
        return _from_tree(ZipTree(path), terms)
    if path.suffix.lower() in SUFFIXES:
        return read_table_file(path, terms)
    raise PeelError(
        "P202",
        "source is of no known form",
        got=text(str(path)),
        allowed="a folder, a .zip or a .csv (.tsv)",
        do="put the films of each thing that they show into a folder of its name, and name the folder around these"
        if has_film_name(path.name)
        else "name the folder that holds the pictures",
    )


def _is_feedback(path: Path) -> bool:
    return path.parts[-2:] == FEEDBACK.parts


def _free(source: Source) -> Source:
    """Without its parts where they seal nothing: a test part is drawn from it, beside feedback that is for training."""
    if {row.part for row in source.rows} != {"train"}:
        return source
    return replace(source, rows=tuple(row._replace(part="") for row in source.rows))


def _taught(source: Source) -> Source:
    """Labels that came back, which seal nothing."""
    return replace(source, rows=tuple(row._replace(part="train") for row in source.rows))


def _own(labels: LabelRules) -> Ingest:
    """How a table is read that Peel itself has written."""
    if isinstance(labels, MarkRules):
        return Ingest(form=boxes_csv.NAME, table=TABLE, label_column="label")
    return Ingest(table=TABLE, path_column="path", label_column="label", separator=MARK)


def check(source: Source, rules: LabelRules, *, name: str) -> None:
    """Refuse a source without pictures (P203), labels (P204), a usable line (P207) or anything to tell apart (P205)."""
    if not source.rows:
        raise _nothing(source, name)
    labels = [row.label for row in source.rows]
    try:
        rules.check(labels, lost={})
    except PeelError as error:
        there = {one for label in set(labels) for one in rules.names_of(label)}
        without = [one for one in source.stated if one not in there]
        raise PeelError(
            "P205",
            "source holds nothing to tell apart",
            got=f"{counted(len(source.rows), 'picture')} of {error.got}"
            + (f"; none of {named(without)}" if without else "")
            + _unread(source),
            allowed=error.allowed,
            do="add a folder (or lines) with pictures of something else"
            + (", or mend the table that was not read" if source.unread else ""),
        ) from error


def _from_tree(tree: Tree, terms: Terms) -> Source:
    """What annotations, a table or class folders say; a table of names counts before annotations where names are learnt."""
    tree = with_stills(tree)
    album = Album(tree)
    forms = recognised(album, terms)
    if forms:
        is_meant = isinstance(terms.labels, MarkRules) or terms.how.form != AUTO
        table = None if is_meant or any(f.IS_TABLE for f in forms) else _table(album, terms)
        return table or read_annotated(album, terms)
    frames = frames_in(tree, album.pictures, terms=terms)
    if frames > 1:
        tree = ClipTree(tree, frames)
        album = Album(tree)
    found = find_table(tree, album.pictures, terms=terms)
    source = found.source or read_folders(tree, album.pictures, terms=terms)
    notes = (*source.notes, *found.notes, *_of_clips(frames))
    return clips.settled(
        replace(source, notes=notes, unread=found.unread, frames=frames), terms=terms
    )


def _of_clips(frames: int) -> list[str]:
    return [clips.words(frames)] if frames > 1 else []


def _films(source: Source) -> int:
    """How many were left out, for there are pictures."""
    return sum(each.reason == FILM for each in source.skipped)


def _table(album: Album, terms: Terms) -> Source | None:
    """What a table of labels beside annotations says; None where none can be read."""
    try:
        found = find_table(album.tree, album.pictures, terms=terms)
    except PeelError:
        return None
    return found.source and replace(found.source, notes=(*found.source.notes, *found.notes))


def _unread(source: Source) -> str:
    links = [each.path for each in source.skipped if each.code == WAY_OUT]
    told = {
        f"; not read: {named(source.unread)}": source.unread,
        f"; left out: {counted(_films(source), 'film')} beside pictures": _films(source),
        f"; links that lead out of the source: {named(links)}": links,
    }
    return "".join(words for words, there in told.items() if there)


def _mode(path: Path) -> int:
    try:
        return os.stat(path).st_mode
    except OSError as error:
        raise PeelError(
            "P201",
            "no such source",
            got=f"{text(os.path.normpath(path))} ({error.strerror})",
            allowed="a folder, zip or CSV that is there and that you may read",
            do="correct ingest.sources in params.yaml, or: peel build --data SOURCE; in a clone, `dvc pull` brings what was ingested",
        ) from error


def _nothing(source: Source, name: str) -> PeelError:
    """Why no picture is left, told by the first thing that was left out."""
    skipped = source.skipped
    if any(each.line for each in skipped):
        first = next(each for each in skipped if each.line)
        return no_usable_line(
            f"line {first.line}, {first.path}: {first.reason}",
            do=first.do,
        )
    if any(each.code == NO_FOLDER for each in skipped):
        bare = [each.path for each in skipped if each.code == NO_FOLDER]
        items = "films" if all(map(has_film_name, bare)) else "pictures"
        return PeelError(
            "P204",
            "source has no labels",
            got=f"{items} without class folders in {name}{_unread(source)}",
            allowed="a folder for each class, or a CSV with a path and a label column",
            do=f"put the {items} of each class into a folder of its name, or name the table's columns "
            "with ingest.path_column and ingest.label_column",
        )
    films = [each for each in skipped if has_film_name(each.path) and each.code != HIDDEN]
    if films:
        return _nothing_of_films(films, name)
    links = [each for each in skipped if each.code == WAY_OUT]
    place = os.path.normpath(name)
    there = f"{place} with {counted(len(skipped), 'other file')}" if skipped else f"{place}, empty"
    return _without_pictures(
        f"{links[0].path}, {links[0].reason}" if links else there + _unread(source),
        allowed="pictures in class folders, or named by a CSV",
        do=links[0].do if links else "check the path",
    )


def _nothing_of_films(films: Sequence[Skipped], name: str) -> PeelError:
    """Films that cannot be read, or that are asked for what stands in pictures."""
    first, there = films[0], f"{os.path.normpath(name)} with {counted(len(films), 'film')}"
    if first.reason != FILM:
        return _without_pictures(
            f"{there}, such as {first.path}: {first.code} {first.reason}",
            allowed="films from which clips can be made",
            do=first.do,
        )
    return _without_pictures(
        f"{there} that have neither boxes nor a table",
        allowed="films in class folders for a kind that says what a whole picture shows; gt/gt.txt beside each film for boxes; "
        "else a CSV with a path and a label column",
        do="to learn what whole clips show choose such a kind (--kind); for boxes put their tracks into gt/gt.txt beside each film",
    )


def _without_pictures(got: str, *, allowed: str, do: str) -> PeelError:
    return PeelError("P203", "source holds no pictures", got=got, allowed=allowed, do=do)
