"""Which files of a tree are pictures: by their names, else by their first bytes."""

from __future__ import annotations

from peel.films.names import has_film_name
from peel.images.formats import HEAD_BYTES, has_picture_name, sniff
from peel.sources.source import Tree, text
from peel.types.source import Skipped

NO_PICTURE, FILM = "P210", "a film beside pictures"
# Never pictures, and often there by the thousand: not worth a look at their first bytes.
_OTHER = (".txt", ".csv", ".tsv", ".md", ".json", ".xml", ".yaml", ".yml", ".html", ".py", ".dvc")


def is_picture(tree: Tree, path: str) -> bool:
    """Whether a file is called like a picture, or begins like one whatever it is called."""
    if has_picture_name(path):
        return True
    return not path.lower().endswith(_OTHER) and bool(sniff(tree.head(path)[:HEAD_BYTES]))


def no_picture(path: str) -> Skipped:
    """A file that is left out: quietly, but for a film."""
    if has_film_name(path):
        reason = FILM
        do = "for detection put its tracks into gt/gt.txt beside it, each film in a folder of its own; to learn from clips give a folder of films alone"
        return Skipped(path=text(path), code=NO_PICTURE, reason=reason, do=do)
    return Skipped(path=text(path), code=NO_PICTURE, reason="no picture", do="nothing")
