"""Labels that people bring back, from a table or from annotations of a tool: each is checked, and what is refused is told."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, select

from peel import problem
from peel.errors import PeelError
from peel.feedback import annotated, drawn, epochs, label_table, labels, tables
from peel.feedback.cell import BETWEEN, names_in
from peel.feedback.label_table import Line
from peel.feedback.store import Store
from peel.feedback.strange import strange
from peel.feedback.tickets import Mint
from peel.types.marks import MarkRules
from peel.types.ticket import LETTERS, Label, Trust

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


class _Answer(NamedTuple):
    """An answer that a line speaks of: the model that gave it, and the size of its picture (0: not known)."""

    ticket: str
    model: str
    size: tuple[int, int]


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
        lines = [Line(one.line, "", one.item, "", one.marks) for one in taken.pictures]
        counts.update(empty=taken.silent, refused=len(taken.refused))
        words += taken.refused
    else:
        lines = label_table.read(table)
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

    def read(self, line: Line) -> Iterator[Label]:
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

    def _refuse(self, line: Line, why: str) -> None:
        self.counts["refused"] += 1
        self.words.append(f"{line.where}: {why}")

    def _label(self, line: Line, answer: _Answer) -> Label:
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
                (*epochs.names(self.connection, model), *epochs.names(self.connection))
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


def _tickets(connection: Connection, line: Line) -> Sequence[_Answer]:
    which = _TICKETS.ticket == line.ticket if line.ticket else _TICKETS.item == line.item
    columns = (_TICKETS.ticket, _TICKETS.model, _TICKETS.audited, _TICKETS.width, _TICKETS.height)
    found = connection.execute(select(*columns).where(which).limit(1_000)).all()
    asked = [row for row in found if row.audited] or found
    return [_Answer(row.ticket, row.model, (row.width or 0, row.height or 0)) for row in asked]


def _is_drawn(store: Store, table: Path) -> bool:
    """Whether these are annotations of a tool: a folder, a zip, or a table without a column of answers, where boxes are asked for."""
    return isinstance(epochs.kind(store), MarkRules) and not label_table.names_answers(table)


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
