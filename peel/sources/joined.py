"""Several sources as one: each file lies below the name of its source, so that no two have one path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from peel.images.formats import HEAD_BYTES
from peel.sources.source import Source, Tree, made_of, text
from peel.text import named
from peel.types.labels import LabelRules
from peel.types.source import Skipped


def names_of(paths: Sequence[Path]) -> list[str]:
    """A name for each source: the last part of its path, with a number where another one is called so.

    >>> names_of([Path("a/raw"), Path("b/raw"), Path("pets.zip")])
    ['raw', 'raw-2', 'pets.zip']
    """
    names: list[str] = []
    for path in paths:
        plain = path.name or "source"
        others = (f"{plain}-{number}" for number in range(2, len(paths) + 2))
        names.append(plain if plain not in names else next(o for o in others if o not in names))
    return names


def name_of(paths: Sequence[Path]) -> str:
    """What the sources are called where they are told of.

    >>> name_of([Path("data/raw"), Path("pets.zip")])
    'data/raw, pets.zip'
    """
    return ", ".join(text(str(path)) for path in paths)


def join(sources: Mapping[str, Source], rules: LabelRules) -> Source:
    """The sources as one, by their names; a group that two of them name is one group.

    A table with a column for each label says nothing of the labels of others, nor do others say anything of those
    that only its columns state.
    """
    found = [
        (name, _doubted(source, name, sources=sources, rules=rules))
        for name, source in sources.items()
    ]
    return Source(
        form="; ".join(dict.fromkeys(form for _, s in found for form in s.form.split("; "))),
        tree=_Trees({name: source.tree for name, source in found}),
        rows=tuple(
            sorted(row._replace(path=f"{name}/{row.path}") for name, s in found for row in s.rows)
        ),
        skipped=tuple(_below(name, each) for name, s in found for each in s.skipped),
        notes=tuple(f"{name}: {words}" for name, s in found for words in s.notes),
        stated={label: why for _, s in reversed(found) for label, why in s.stated.items()},
        has_columns=any(source.has_columns for _, source in found),
        frames=max(source.frames for _, source in found),
        unread=tuple(f"{name}/{words}" for name, s in found for words in s.unread),
    )


def _doubted(
    source: Source, name: str, *, sources: Mapping[str, Source], rules: LabelRules
) -> Source:
    """The source with what it says nothing of as unknown, and a note on that."""
    others = [each for other, each in sources.items() if other != name]
    told = (each.stated for each in others if source.has_columns or each.has_columns)
    unknown = sorted({label for stated in told for label in stated} - {*source.stated})
    if not unknown:
        return source
    rows = (
        row._replace(label=rules.merge([row.label], unknown=unknown) or row.label)
        for row in source.rows
    )
    note = f"says nothing of labels of another source, so nobody knows them here: {named(unknown)}"
    return replace(source, rows=tuple(rows), notes=(*source.notes, note))


class _Trees:
    """The files of all trees, each below the name of its own."""

    form = origin = ""

    def __init__(self, trees: Mapping[str, Tree]) -> None:
        self._trees = trees
        self.entries = {
            path: each._replace(path=path)
            for path, each in sorted(
                (f"{name}/{entry.path}", entry)
                for name, tree in trees.items()
                for entry in tree.entries.values()
            )
        }
        self.folders = tuple(f"{name}/{each}" for name, t in trees.items() for each in t.folders)
        self.skipped = tuple(_below(name, each) for name, t in trees.items() for each in t.skipped)

    def read(self, path: str) -> bytes:
        """The whole file."""
        name, _, below = path.partition("/")
        return self._trees[name].read(below)

    def made_of(self, path: str) -> str:
        """The film of which an item is made, if it is."""
        name, _, below = path.partition("/")
        return made_of(self._trees[name], below)

    def head(self, path: str, size: int = HEAD_BYTES) -> bytes:
        """Its first bytes."""
        name, _, below = path.partition("/")
        return self._trees[name].head(below, size)


def _below(name: str, skipped: Skipped) -> Skipped:
    return skipped.model_copy(update={"path": f"{name}/{skipped.path}"})
