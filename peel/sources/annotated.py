"""A source whose labels lie in annotation files: which form they have, and what they say of each picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.album import Album
from peel.sources.checked import check
from peel.sources.forms import FORMS
from peel.sources.labels import several_labels
from peel.sources.marking import Form, Marking
from peel.sources.pictures import no_picture
from peel.sources.source import HIDDEN, Row, Source, Terms, skip, text
from peel.text import named
from peel.types.labels import LabelRules
from peel.types.marks import Mark, Marked, MarkRules
from peel.types.source import Skipped

AUTO = "auto"
UNLISTED, NO_NAME, NO_BOXES = "P266", "P267", "P273"


class Read(NamedTuple):
    """A form that was read, and what it says: each picture once, its boxes within it."""

    form: Form
    marking: Marking


def recognised(album: Album, terms: Terms) -> list[Form]:
    """The forms of which files lie in the tree, or the one that `terms` ask for; raises P260 for one that is none.

    None where they ask for a table or for folders.
    """
    how = terms.how
    if how.form != AUTO:
        return [_called(how.form)]
    is_asked = how.table or how.path_column or how.label_column or how.class_level
    return [] if is_asked else [form for form in FORMS if form.recognises(album)]


def read_annotated(album: Album, terms: Terms) -> Source:
    """The source that the annotation files in the tree describe; raises as `read_marks` does, and P271 for nothing usable."""
    return _source(album, read_marks(album, terms), terms=terms)


def read_marks(album: Album, terms: Terms) -> Read:
    """What the annotation files in the tree say, checked against the pictures.

    Raises P260 (no such form), P261 (several fit), P274 (none is there), and what the form raises.
    """
    forms = recognised(album, terms)
    if not forms:
        raise _none()
    if len(forms) == 1:
        return _read(forms[0], album, terms=terms)
    return _best(album, forms, terms=terms)


def _read(form: Form, album: Album, *, terms: Terms) -> Read:
    """With the files that said it."""
    album.tree.noted.clear()
    marking = check(album, form.read(album, terms))
    files = frozenset(album.tree.noted.difference(album.pictures))
    return Read(form, replace(marking, files=files))


def _called(name: str) -> Form:
    for form in FORMS:
        if name == form.NAME:
            return form
    raise PeelError(
        "P260",
        "no such form of annotation",
        got=name,
        allowed=", ".join([AUTO, *(form.NAME for form in FORMS)]),
        do="correct ingest.form in params.yaml",
    )


def _best(album: Album, forms: Sequence[Form], *, terms: Terms) -> Read:
    """The one form that names at least half of the pictures, with a note on the others."""
    found, refused = list[Read](), dict[str, PeelError]()
    for form in forms:
        try:
            found.append(_read(form, album, terms=terms))
        except PeelError as error:
            refused[form.WORDS] = error
    count = {read.form.WORDS: len(read.marking.marked) for read in found}
    large = [r for r in found if 2 * count[r.form.WORDS] >= len(album.pictures)]
    large = [
        r for r in large if not r.form.IS_TABLE
    ] or large  # a table beside them is a copy of theirs
    if len(large) != 1:
        raise _several(album, count, forms=forms)
    others = [f"{words} ({n} of {len(album.pictures)})" for words, n in count.items()]
    others = [each for each in others if not each.startswith(f"{large[0].form.WORDS} (")]
    others += [f"{words} ({error})" for words, error in refused.items()]
    note = f"annotations in other forms were not read: {named(others)}; ingest.form in params.yaml chooses"
    marking = large[0].marking
    return large[0]._replace(marking=replace(marking, notes=(*marking.notes, note)))


def _several(album: Album, count: Mapping[str, int], *, forms: Sequence[Form]) -> PeelError:
    shown = [f"{form.WORDS} ({count.get(form.WORDS, 0)} pictures)" for form in forms]
    return PeelError(
        "P261",
        "source has annotations in several forms",
        got=f"{', '.join(shown)}, of {len(album.pictures)} pictures in all",
        allowed="one form, or one that names at least half of the pictures while no other does",
        do=f"choose it with ingest.form in params.yaml: {' or '.join(form.NAME for form in forms)}",
    )


def _source(album: Album, read: Read, *, terms: Terms) -> Source:
    form, marking = read
    tree, skipped = album.tree, list(marking.skipped)
    rows = list(_rows(marking.marked, terms.labels, skipped=skipped))
    if not rows:
        raise _nothing(read, [*skipped, *(each for each in tree.skipped if each.code != HIDDEN)])
    parts = {row.part for row in rows} - {""}
    if "train" not in parts or len(parts) == 1:  # no given split: nothing is sealed
        rows = [row._replace(part="") for row in rows]
    named_there = {marked.path for marked in marking.marked} | {each.path for each in skipped}
    rest = [p for p in tree.entries if text(p) not in named_there and p not in marking.files]
    skipped += [_unlisted(path) if path in album.pictures else no_picture(path) for path in rest]
    return Source(
        form=f"{tree.form} with {form.WORDS}" if tree.form else form.WORDS,
        tree=tree,
        rows=tuple(sorted(rows)),
        skipped=(*tree.skipped, *skipped),
        notes=marking.notes,
        stated=dict.fromkeys(sorted(marking.stated), "no usable picture shows it"),
    )


def _rows(marked: Sequence[Marked], rules: LabelRules, *, skipped: list[Skipped]) -> Iterator[Row]:
    for each in marked:
        try:
            label = _label(each.marks, each.size or (0, 0), rules=rules)
        except PeelError as error:
            skipped.append(skip(error, each.path, line=each.line))
            continue
        yield Row(each.path, each.line, label, each.part, each.group)


def _label(marks: Sequence[Mark], size: tuple[int, int], *, rules: LabelRules) -> str:
    if isinstance(rules, MarkRules):
        boxes = [mark for mark in marks if mark.box is not None]
        if marks and not boxes:
            raise _no_boxes(marks)
        return rules.state_marks(boxes, size=size)
    names = sorted({mark.name for mark in marks})
    if rules.several:
        return rules.state(names)
    if not names:
        raise _no_name()
    if len(names) > 1:
        raise several_labels(names)
    return rules.state(names)


def _none() -> PeelError:
    return PeelError(
        "P274",
        "source has no annotations",
        got="no file of a form that is read",
        allowed=", ".join(form.WORDS for form in FORMS),
        do="check the path, or choose the form with ingest.form in params.yaml",
    )


def _unlisted(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code=UNLISTED,
        reason="picture that the annotations do not name",
        do="annotate it, or list it among the pictures when nothing is on it",
    )


def _no_name() -> PeelError:
    return PeelError(
        NO_NAME,
        "annotated picture has no name on it",
        got="no mark",
        allowed="one name: classification answers with one class",
        do="nothing, or mark what it shows",
    )


def _no_boxes(marks: Sequence[Mark]) -> PeelError:
    return PeelError(
        NO_BOXES,
        "annotation has names and no boxes",
        got=named(sorted({mark.name for mark in marks})),
        allowed="a box around each thing",
        do="draw them, or learn the names: peel build --kind multilabel",
    )


def _nothing(read: Read, skipped: Sequence[Skipped]) -> PeelError:
    first = [f"{each.path}: {each.reason}" for each in skipped[:1]]
    left_out = [f"{len(skipped)} left out, such as {words}" for words in first]
    return PeelError(
        "P271",
        "annotations give no picture",
        got="; ".join([read.form.WORDS, *read.marking.notes, *left_out]),
        allowed="annotations of pictures that lie in the source",
        do=skipped[0].do if skipped else "check the path, or choose another form with ingest.form",
    )
