"""A source of films: each is a clip, and read as one picture of a few of its frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version

from peel.errors import PeelError
from peel.films.clips import Clips
from peel.films.names import has_film_name
from peel.images.digest import of_bytes
from peel.images.formats import HEAD_BYTES
from peel.sources.pictures import no_picture
from peel.sources.source import Entry, Source, Terms, Tree, text
from peel.types.marks import MarkRules

# How a PNG begins, which is what a clip is read as.
_BEGINNING = b"\x89PNG\r\n\x1a\n"
# Another number whenever the same clip may give other bytes.
_FORM = 2


class ClipTree:
    """The files of a tree; a film among them reads as a PNG of `frames` frames in a grid."""

    def __init__(self, tree: Tree, frames: int) -> None:
        self._tree, self._clips = tree, Clips(frames)
        self.form, self.origin = tree.form, tree.origin
        self.folders, self.skipped = tree.folders, tree.skipped
        made_by = (frames, _FORM, *_version())
        self.entries = {
            path: _stamped(entry, made_by) if has_film_name(path) else entry
            for path, entry in tree.entries.items()
        }

    def read(self, path: str) -> bytes:
        """The whole file, or the picture of a clip; raises P290, P291, P692 and P693 for a film that is none."""
        data = self._tree.read(path)
        return self._clips.read(data, name=text(path)) if has_film_name(path) else data

    def made_of(self, path: str) -> str:
        """The SHA-256 of the film of which `read` makes a picture, else ""."""
        return of_bytes(self._tree.read(path)) if has_film_name(path) else ""

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """The first bytes of what `read` gives."""
        return _BEGINNING[:size] if has_film_name(path) else self._tree.head(path, size)


def frames_in(tree: Tree, pictures: object, *, terms: Terms) -> int:
    """How many frames an item of the tree holds: 1 where there is a picture or no film, or where boxes are learnt."""
    if pictures or isinstance(terms.labels, MarkRules):
        return 1
    return terms.how.frames if any(map(has_film_name, tree.entries)) else 1


def settled(source: Source, *, terms: Terms) -> Source:
    """The source of a table beside which pictures lie: one that names films alone is of clips; else its films are left out."""
    films = [row for row in source.rows if has_film_name(row.path)]
    if source.frames > 1 or not films or isinstance(terms.labels, MarkRules):
        return source
    if len(films) == len(source.rows):
        frames = terms.how.frames
        notes = (*source.notes, words(frames))
        return replace(source, tree=ClipTree(source.tree, frames), frames=frames, notes=notes)
    left = [no_picture(row.path).model_copy(update={"line": row.line}) for row in films]
    rows = tuple(row for row in source.rows if not has_film_name(row.path))
    return replace(source, rows=rows, skipped=(*source.skipped, *left))


def words(frames: int) -> str:
    """What a person should know of such a source."""
    return (
        f"each film is one clip, and {frames} frames, evenly spread, stand for it (ingest.frames)"
    )


def notes(frames: int, groups: Sequence[str]) -> list[str]:
    """What a person should do where no clip says from which recording it is."""
    if frames == 1 or any(groups):
        return []
    return [
        "no clip says from which recording it is: clips of one recording look alike, and where they lie on both sides of the split "
        "the score is too good; name the recordings in a column group of a CSV"
    ]


def mixed(films: str, pictures: str) -> PeelError:
    """The refusal of sources of both sorts."""
    return PeelError(
        "P694",
        "sources of clips and of pictures are no one source",
        got=f"{text(films)} holds clips, {text(pictures)} pictures",
        allowed="clips alone, or pictures alone",
        do="build a model from each, in a project of its own",
    )


def _stamped(entry: Entry, made_by: tuple[int, ...]) -> Entry:
    return entry._replace(stamp=(*entry.stamp, *made_by))


def _version() -> tuple[int, ...]:
    """Of the library that decodes films."""
    return tuple(int(part) for part in version("av").split(".")[:2])
