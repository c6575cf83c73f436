"""The queue: pictures whose true label is asked for go out without the model's answer, and labels come back from a table."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, select

from peel import files, problem, text
from peel.errors import PeelError
from peel.feedback import (
    annotated,
    audit,
    disagreement,
    drawn,
    epochs,
    labels,
    pictures,
    tables,
)
from peel.feedback.cell import BETWEEN, NONE, marked, names_in
from peel.feedback.store import Store
from peel.feedback.strange import strange
from peel.feedback.tickets import Mint
from peel.project.state import State
from peel.types.marks import Mark, MarkRules
from peel.types.ticket import LETTERS, Label, Trust
from peel.writers.fresh import refuse_without_parent

_DRAW = """Draw a box around each thing in the pictures, with a tool for that, such as CVAT, Label Studio or LabelMe; names.txt has the names.
Let the pictures keep their names. Save the annotations into this folder, in any form that Peel reads (COCO, VOC, YOLO, CVAT, LabelMe,
Label Studio, a CSV of boxes), then bring them back: peel feedback import THIS-FOLDER --by NAME --trust auditor
A picture that the annotations list without a box is one where nothing is. So list no picture that you did not look at.
"""
_HEAD_BYTES = 10_000
_LOOKED_AT = 2_000
_HEADER = ("item", "file", "label")
_LABELS, _TICKETS = tables.labels.c, tables.tickets.c


class Sender(NamedTuple):
    """Who brings labels, and how far they are trusted; the mint knows tickets. `new_names`: also names that no model knows."""

    by: str
    trust: Trust
    mint: Mint
    new_names: bool = False


class Imported(NamedTuple):
    """How many labels came of each sort, the first refusals in words, and how many of the new labels say that nothing is there."""

    kept: int
    same: int
    empty: int
    refused: int
    words: tuple[str, ...]
    bare: int = 0


class _Line(NamedTuple):
    """What is said of one answer, or of all answers to one picture: names in a cell, or marks."""

    number: int
    ticket: str
    item: str
    label: str
    marks: tuple[Mark, ...] | None = None

    @property
    def where(self) -> str:
        return f"line {self.number}" if self.marks is None else f"picture {self.item[:12]}"


class _Answer(NamedTuple):
    """An answer that a line speaks of: the model that gave it, and the size of its picture (0: not known)."""

    ticket: str
    model: str
    size: tuple[int, int]


def export(store: Store, state: State, *, out: Path, limit: int) -> int:
    """Write at most `limit` pictures that wait for a true label to the new folder `out`; returns how many, and makes none for 0.

    Those come first on which a challenger that answers beside the champion says something else.
    Beside them lie `labels.csv`, to fill in (where boxes are asked for, people bring a tool that draws them), `names.txt`, the names that the
    model knows, and `how.txt`. Nothing tells what the model said.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise _taken(out)
    refuse_without_parent(out)
    asked = disagreement.first(store, audit.undecided(store, max(limit, _LOOKED_AT)))[:limit]
    waiting = {ticket.item: pictures.path(state, ticket.item) for ticket in asked}
    kept = sorted((item, path) for item, path in waiting.items() if path.exists())
    if not kept:
        return 0
    with files.new_folder(out) as folder:
        (folder / "pictures").mkdir()
        for _, path in kept:
            shutil.copyfile(path, folder / "pictures" / path.name)
        rows = [(item, f"pictures/{path.name}", "") for item, path in kept]
        if not isinstance(_rules(store), MarkRules):
            files.write_text(folder / "labels.csv", text.to_csv(_HEADER, rows))
        files.write_text(folder / "names.txt", "".join(f"{name}\n" for name in _names(store)))
        files.write_text(folder / "how.txt", how(store))
        files.write_text(folder / ".gitignore", "*\n")  # git's history forgets no picture
    return len(kept)


def how(store: Store) -> str:
    """How a cell of the table is filled in, for whoever labels."""
    names, rules = _names(store), _rules(store)
    if isinstance(rules, MarkRules):
        return _DRAW
    lines = [
        "Write what you see into the column label, by a name of names.txt; leave a cell empty to say nothing of that picture.\n"
    ]
    if rules is not None and rules.several:
        some = BETWEEN.join(names[:2]) or f"one{BETWEEN}other"
        lines.append(f"Several names stand with {BETWEEN} between them: {some}\n")
        lines += [
            f"A name that holds {BETWEEN} itself stays as it is: {name}\n" for name in marked(names)
        ]
        lines.append(f"Where none of the names holds, write {NONE}\n")
    return "".join(lines)


def _rules(store: Store) -> problem.Problem | None:
    """The kind of the model that answers now."""
    epoch = epochs.current(store)
    card = epochs.card(store, epoch.model) if epoch else None
    return None if card is None else problem.find(card.kind)


def import_labels(store: Store, table: Path, *, sender: Sender, now: float) -> Imported:
    """Take labels from a CSV file with the columns `label` and `ticket` or `item`, or boxes from annotations of the exported pictures.

    The same file twice changes nothing.

    An item's label goes to its drawn answers, or to all where none was drawn. A cell that is empty says nothing. A row that cannot
    be used is counted and told, one with a name that no model knows too, unless the sender says so; the others go on. Raises P837 for a file that is no such table,
    P866 for annotations without boxes.
    """
    counts, words, n_bare = Counter[str](), list[str](), 0
    if _is_drawn(store, table):
        taken = annotated.take(table)
        lines = [_Line(one.line, "", one.item, "", one.marks) for one in taken.pictures]
        counts.update(empty=taken.silent, refused=len(taken.refused))
        words += taken.refused
    else:
        lines = _lines(table)
    digest = hashlib.sha256(repr(lines).encode("utf-8", "replace")).hexdigest()[:16]
    for at in range(0, len(lines), 500):
        with store.writing() as connection:
            desk = _Desk(connection, sender, name=f"import {digest}", now=now)
            said = [each for line in lines[at : at + 500] for each in desk.read(line)]
            done = labels.add(connection, said, mint=sender.mint)
            bare = [label.ticket in desk.bare for label in said]
            n_bare += sum(how == "kept" for how, is_bare in zip(done, bare, strict=True) if is_bare)
            counts.update(done)
            counts.update(desk.counts)
            words += desk.words
    kept, same, empty = (counts.pop(name, 0) for name in ("kept", "same", "empty"))
    return Imported(kept, same, empty, counts.total(), tuple(words), n_bare)


class _Desk:
    """Turns lines of one transaction into labels."""

    def __init__(self, connection: Connection, sender: Sender, *, name: str, now: float) -> None:
        self.connection, self.sender, self.name, self.now = connection, sender, name, now
        self.counts, self.words = Counter[str](), list[str]()
        self.bare = set[str]()  # of which answers it is said that nothing is there
        self._kinds: dict[str, problem.Problem] = {}
        self._known: dict[str, frozenset[str]] = {}

    def read(self, line: _Line) -> Iterator[Label]:
        """The labels of a line; what is wrong with it is counted and told."""
        if not line.label and line.marks is None:
            self.counts["empty"] += 1
            return
        found = _tickets(self.connection, line)
        if not found:
            self._refuse(line, "no answer of this installation has this ticket or item")
        for answer in found:
            try:
                label = self._label(line, answer)
            except PeelError as error:
                self._refuse(line, str(error))
                return
            except ValidationError:
                self._refuse(
                    line, f"a label of at most {LETTERS:,} letters, by a name of at most 60"
                )
                return
            strange = self._strange(label, answer.model)
            if self._said(answer.ticket) == label.label:
                self.counts["same"] += 1
            elif strange:
                self._refuse(line, strange)
                return
            else:
                yield label

    def _refuse(self, line: _Line, why: str) -> None:
        self.counts["refused"] += 1
        self.words.append(f"{line.where}: {why}")

    def _label(self, line: _Line, answer: _Answer) -> Label:
        kind = self._kind(answer.model)
        if line.marks is not None and isinstance(kind, MarkRules):
            said = drawn.state(line.marks, kind, size=answer.size)
        else:
            names = (
                names_in(line.label, self._names(answer.model)) if kind.several else [line.label]
            )
            said = kind.state(names)
        if not kind.names_of(said):
            self.bare.add(answer.ticket)
        return Label(
            ticket=answer.ticket,
            by=self.sender.by,
            trust=self.sender.trust,
            client=f"{self.name}:{line.number}",
            label=said,
            at=self.now,
        )

    def _names(self, model: str) -> frozenset[str]:
        """The names that the model that answered knows, or the one of now."""
        if model not in self._known:
            self._known[model] = frozenset(
                (*_names(self.connection, model), *_names(self.connection))
            )
        return self._known[model]

    def _kind(self, model: str) -> problem.Problem:
        if model not in self._kinds:
            card = epochs.card(self.connection, model)
            assert card is not None, "whoever serves a model keeps its card first"
            self._kinds[model] = problem.find(card.kind)
        return self._kinds[model]

    def _strange(self, label: Label, model: str) -> str:
        """What is to be said of a name that neither the model that answered nor the one of now knows; a slip would be a new class."""
        if self.sender.new_names:
            return ""
        known, kind = self._names(model), self._kind(model)
        for name in kind.names_of(label.label):
            if (
                known
                and name not in known
                and _is_new(self.connection, name, label=label, model=model)
            ):
                parted = _parted(name, known) if kind.several else ""
                near = parted or _nearest(name, known)
                return f"not a name that the model knows: {name[:60]}{near}"
        return ""

    def _said(self, ticket: str) -> str | None:
        """What this person said last of a ticket."""
        mine = (
            _LABELS.ticket == ticket,
            _LABELS.by == self.sender.by,
            _LABELS.trust == self.sender.trust,
        )
        newest = select(_LABELS.label).where(*mine).order_by(_LABELS.at.desc(), _LABELS.id.desc())
        return self.connection.scalar(newest.limit(1))


def _is_new(connection: Connection, name: str, *, label: Label, model: str) -> bool:
    """Whether neither the model that answered nor the one of now ever heard of it."""
    epoch = epochs.current(connection)
    digests = [model, *([epoch.model] if epoch else [])]
    cards = [card for card in (epochs.card(connection, each) for each in digests) if card]
    return all(
        name in strange(label.label, problem.find(card.kind), space=card.space) for card in cards
    )


def _tickets(connection: Connection, line: _Line) -> Sequence[_Answer]:
    which = _TICKETS.ticket == line.ticket if line.ticket else _TICKETS.item == line.item
    columns = (_TICKETS.ticket, _TICKETS.model, _TICKETS.audited, _TICKETS.width, _TICKETS.height)
    found = connection.execute(select(*columns).where(which).limit(1_000)).all()
    asked = [row for row in found if row.audited] or found
    return [_Answer(row.ticket, row.model, (row.width or 0, row.height or 0)) for row in asked]


def _is_drawn(store: Store, table: Path) -> bool:
    """Whether these are annotations of a tool: a folder, a zip, or a table without a column of answers, where boxes are asked for."""
    if not isinstance(_rules(store), MarkRules):
        return False
    if table.suffix.lower() != ".csv":
        return True
    with files.guard(table), table.open("rb") as opened:
        head = opened.readline(_HEAD_BYTES).decode("utf-8-sig", "replace").lower()
    return not {"item", "ticket"} & {*re.split(r"[^a-z_]+", head)}


def _lines(table: Path) -> list[_Line]:
    with files.guard(table):
        data = table.read_bytes()
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_table(table, "bytes that are not UTF-8") from error
    head = words.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(words), delimiter=max(",;\t", key=head.count), strict=True)
    columns = {str(name).strip().lower() for name in reader.fieldnames or ()}
    if "label" not in columns or not columns & {"ticket", "item"}:
        raise _no_table(table, f"the columns {text.named(sorted(columns)) or 'none'}")
    try:
        rows = [
            {str(k).strip().lower(): v for k, v in row.items() if k is not None} for row in reader
        ]
    except csv.Error as error:
        raise _no_table(table, str(error)) from error
    return [
        _Line(number, _cell(row, "ticket"), _cell(row, "item"), _cell(row, "label"))
        for number, row in enumerate(rows, 2)
    ]


def _cell(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _names(store: Store | Connection, model: str = "") -> tuple[str, ...]:
    """The names that a model knows, or the one of now."""
    epoch = epochs.current(store)
    digest = model or (epoch.model if epoch else "")
    card = epochs.card(store, digest)
    return card.space.names if card else ()


def _parted(name: str, known: Collection[str]) -> str:
    """What to write where the names stand with something else between them."""
    parts = [part.strip() for part in re.split(r"[;,/+&]", name)]
    if len(parts) < 2 or not set(parts) <= set(known):
        return ""
    return f"; several names stand with {BETWEEN} between them: {BETWEEN.join(parts)}"


def _nearest(name: str, known: Collection[str]) -> str:
    """The name that was meant, as far as one can tell."""
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    near = difflib.get_close_matches(name.casefold()[:200], folded, n=1)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def _taken(out: Path) -> PeelError:
    return PeelError(
        "P839",
        "there is something already",
        got=out,
        allowed="a folder that is new or empty",
        do="name another one; labels that were filled in are never overwritten",
    )


def _no_table(table: Path, got: str) -> PeelError:
    return PeelError(
        "P837",
        "no table of labels",
        got=f"{table}: {got}",
        allowed="CSV in UTF-8 with the columns label and ticket or item",
        do="take labels.csv as `peel feedback queue` writes it, and fill in the column label",
    )
