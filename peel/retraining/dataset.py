"""Which labels that came back become training pictures: by trust, by what the model itself thought, by how much one source gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from peel import files, problem
from peel.clock import iso
from peel.errors import PeelError
from peel.feedback import drawn, epochs, labels, pictures
from peel.feedback.store import Store
from peel.images.decode import decode
from peel.images.digest import of_bytes, of_pixels
from peel.params.sections import Retrain
from peel.problem import Problem
from peel.project.state import State
from peel.retraining import alike
from peel.sources.find import MARK, TABLE
from peel.text import to_exact_csv
from peel.types.bundle import Card
from peel.types.doubting import Doubting
from peel.types.labels import LabelRules
from peel.types.marks import Mark, MarkRules
from peel.types.ticket import Audited, Label, Ticket, Trust

# Whose labels teach; the public's are for a person to look at.
TRUSTED: tuple[Trust, ...] = ("auditor", "staff", "partner")
COLUMNS = ("path", "label", "part", "group", "ticket", "key", "trust", "at")
# Where the kind marks things: a line for each, and one without name and box for a picture on which nothing is.
BOXES = (*COLUMNS, "xmin", "ymin", "xmax", "ymax", "difficult")
# Why a trusted label does not teach; in words for a person.
FRESH = "held back for the gate"
NO_PICTURE = "without a kept picture"
KNOWN = "of pictures that the project has already"
TWICE = "of the same picture again"
DOUBTED = "that the model finds too improbable: a person should look"
TOO_MANY = "more than one source may give"
NO_LABEL = "that are no label of this kind"
CROWD = "with a region of many things, which is no box to learn"
OUTSIDE = "with boxes beyond the picture"


class Lesson(NamedTuple):
    """A picture with a label that may teach: the answer, the label, the picture's bytes as kept, the digest of its pixels."""

    ticket: Ticket
    label: Label
    place: Path
    pixels: str


class Terms(NamedTuple):
    """What is set, the kind of problem, and the digests of pixels that the project has: none of them gets another label this way."""

    settings: Retrain
    kind: str
    known: Collection[str]


class Taken(NamedTuple):
    """What teaches, and how many labels do not, each with the reason; `doubted` are the tickets that a person should look at."""

    lessons: list[Lesson]
    left_out: dict[str, int]
    doubted: list[str]


def choose(store: Store, state: State, *, terms: Terms) -> Taken:
    """The training pictures that use has given so far, made anew from the store each time, so that what is forgotten is gone.

    Costs two decodings of each kept picture.
    """
    sorter = _Sorter(store, state=state, terms=terms)
    every = labels.trusted_since(store, -1.0, trusts=TRUSTED)
    fresh = {of for each in every if each.ticket.part == "fresh" for of in sorter.looks(each)}
    found = [one for each in every if (one := sorter.lesson(each)) is not None]
    found = [one for one in found if sorter.is_new(one, known=terms.known, fresh=fresh)]
    found = _unlike(
        sorter, found, fresh=[each.ticket for each in every if each.ticket.part == "fresh"]
    )
    once = list(sorter.once(found))
    believed = [one for one in once if sorter.is_believed(one)]
    kept = capped(believed, terms.settings.source_share)
    sorter.left_out[TOO_MANY] += len(believed) - len(kept)
    return Taken(kept, dict(+sorter.left_out), sorter.doubted)


def nothing_to_learn(taken: Taken) -> PeelError:
    """The refusal of a retraining without a single new training picture."""
    told = ", ".join(f"{count} {why}" for why, count in sorted(taken.left_out.items()))
    return PeelError(
        "P894",
        "no label that came back may teach",
        got=told or "none",
        allowed="labels by auditors, or by others as far as retrain.source_share and retrain.agreement let them",
        do="let an auditor label pictures (peel feedback queue OUT), or change these parameters",
    )


def write(taken: Taken, folder: Path, *, kind: str) -> str:
    """Write pictures and labels.csv into `folder`, which becomes exactly this; returns the digest of the table.

    Each line says from which ticket and key it comes, and since when: so one can be taken out again.
    """
    rules = problem.find(kind)
    with files.new_folder(folder) as new:
        rows = []
        for one in sorted(taken.lessons, key=lambda lesson: lesson.ticket.ticket):
            name = f"{one.ticket.item}.png"
            files.write_bytes(new / name, one.place.read_bytes())
            rest = ["train", f"feedback {one.ticket.group}", *_lineage(one)]
            for cell, *sides in _cells(one.label.label, rules):
                rows.append([name, cell, *rest, *sides])
        table = to_exact_csv(BOXES if isinstance(rules, MarkRules) else COLUMNS, rows)
        files.write_text(new / TABLE, table)
    return of_bytes(table.encode("utf-8"))


def _cells(label: str, rules: LabelRules) -> list[list[str]]:
    """What the lines of a picture say: one with its names, or one for each box with its sides."""
    if isinstance(rules, MarkRules):
        marks = rules.marks_of(label)
        return [_line(mark) for mark in marks] or [[""] * 6]
    names = rules.names_of(label)
    return [[MARK.join(names) or "[]" if rules.several else "".join(names)]]


def _line(mark: Mark) -> list[str]:
    """A thing that is hard to see is neither learnt nor counted, here as in the annotations that said so."""
    return [mark.name, *map(str, mark.box or ()), "1" if mark.is_difficult else ""]


def _lineage(one: Lesson) -> tuple[str, str, str, str]:
    return one.ticket.ticket, one.label.by, one.label.trust, iso(one.label.at)


class _Sorter:
    """Sorts labels, and counts why one does not teach."""

    def __init__(self, store: Store, *, state: State, terms: Terms) -> None:
        self.store, self.state, self.terms = store, state, terms
        self.left_out: Counter[str] = Counter()
        self.doubted: list[str] = []
        self._cards: dict[str, Card | None] = {}

    def looks(self, each: Audited) -> Iterator[str]:
        """The digests by which a picture is known: of its bytes as sent, and of its pixels where it was kept."""
        yield each.ticket.item
        pixels = _pixels(self.place(each.ticket))
        if pixels:
            yield pixels

    def place(self, ticket: Ticket) -> Path:
        return pictures.path(self.state, ticket.item)

    def lesson(self, each: Audited) -> Lesson | None:
        assert each.label is not None  # trusted_since gives none without one
        if each.ticket.part == "fresh":
            self.left_out[FRESH] += 1
            return None
        kind = problem.find(self.terms.kind)
        why = unfit(each.label.label, kind) or beyond(each.label.label, kind, of=each.ticket)
        if why:
            self.left_out[why] += 1
            return None
        place = self.place(each.ticket)
        pixels = _pixels(place)
        if pixels is None:
            self.left_out[NO_PICTURE] += 1
            return None
        return Lesson(each.ticket, each.label, place, pixels)

    def is_new(self, one: Lesson, *, known: Collection[str], fresh: Collection[str]) -> bool:
        why = KNOWN if one.pixels in known else FRESH
        if one.pixels in known or one.pixels in fresh or one.ticket.item in fresh:
            self.left_out[why] += 1
            return False
        return True

    def once(self, found: Iterable[Lesson]) -> Iterator[Lesson]:
        """One label a picture: the newest of the most trusted."""
        same_pixels: dict[str, list[Lesson]] = defaultdict(list)
        for one in found:
            same_pixels[one.pixels].append(one)
        for same in same_pixels.values():
            self.left_out[TWICE] += len(same) - 1
            yield max(same, key=lambda one: (-TRUSTED.index(one.label.trust), one.label.at))

    def is_believed(self, one: Lesson) -> bool:
        """Whether the model that answered gave the label a chance; an auditor's word stands alone."""
        if one.label.trust == "auditor":
            return True
        card = self._card(one.ticket.model)
        chance = 0.0 if card is None else chance_of(one.label.label, one.ticket, card=card)
        if chance < self.terms.settings.agreement:
            self.left_out[DOUBTED] += 1
            self.doubted.append(one.ticket.ticket)
            return False
        return True

    def _card(self, model: str) -> Card | None:
        if model not in self._cards:
            self._cards[model] = epochs.card(self.store, model)
        return self._cards[model]


def _unlike(sorter: _Sorter, found: Sequence[Lesson], *, fresh: Sequence[Ticket]) -> list[Lesson]:
    """Those that are no near duplicates of what is held back, such as the next frame of a scene."""
    held = alike.beside([one.place for one in found], [sorter.place(each) for each in fresh])
    kept = [one for one in found if one.place not in held]
    sorter.left_out[FRESH] += len(found) - len(kept)
    return kept


def unfit(label: str, kind: Problem) -> str:
    """Why a label cannot stand in the table of a retraining; "" where it can."""
    if not is_label(label, kind):
        return NO_LABEL
    if isinstance(kind, MarkRules) and any(mark.is_crowd for mark in kind.marks_of(label)):
        return CROWD
    return ""


def beyond(label: str, kind: Problem, *, of: Ticket) -> str:
    """Whether boxes lie beyond the picture, in words; nobody could hold those against it that came before their ticket."""
    if not isinstance(kind, MarkRules):
        return ""
    reach = drawn.reach(kind.marks_of(label))
    return OUTSIDE if drawn.is_outside(reach, (of.width, of.height)) else ""


def is_label(label: str, kind: Problem) -> bool:
    """Whether the kind can read the text; what came by another way than the server may be anything."""
    try:
        if isinstance(kind, MarkRules):
            kind.marks_of(label)
        return bool(kind.names_of(label)) or kind.several
    except (PeelError, ValueError, LookupError, TypeError):
        return False


def chance_of(label: str, ticket: Ticket, *, card: Card) -> float:
    """How probable the label was to the model that gave the answer; 0 for a name that it does not know.

    Where a picture may have several, the least probable of what the label says of any name, yes or no.
    """
    kind = problem.find(card.kind)
    arrays = {name: np.asarray(value) for name, value in ticket.outputs.items()}
    outputs = _one(arrays, card)
    if isinstance(kind, Doubting):
        try:
            return kind.chance(outputs, label, space=card.space)
        except (PeelError, ValueError, LookupError, TypeError):
            return 0.0
    (answer,) = kind.decode(outputs, card.space)
    shares, said = kind.shares(answer), {*kind.names_of(label)}
    if not said <= {*shares}:
        return 0.0
    yes = [shares[name] for name in said]
    no = [1 - share for name, share in shares.items() if name not in said] if kind.several else []
    return min([*yes, *no], default=0.0)


def _one(outputs: Mapping[str, np.ndarray], card: Card) -> dict[str, np.ndarray]:
    """The outputs of one picture as the file gives them, with a first axis of length 1."""
    rank = {output.name: len(output.held) for output in card.outputs}
    return {
        name: array if array.ndim == rank.get(name, array.ndim) else array[None]
        for name, array in outputs.items()
    }


def _pixels(place: Path) -> str | None:
    """The digest of a kept picture's pixels; None where there is none."""
    try:
        return of_pixels(decode(place.read_bytes()).pixels)
    except (OSError, PeelError):
        return None


def capped(lessons: Sequence[Lesson], share: float) -> list[Lesson]:
    """At most `share` of the result from one source other than an auditor: the largest equal limit for which that holds.

    A source gives its earliest: later floods do not push out what was there.
    """
    by: dict[str, list[Lesson]] = defaultdict(list)
    for one in sorted(lessons, key=lambda lesson: (lesson.label.at, lesson.ticket.ticket)):
        by["" if one.label.trust == "auditor" else one.label.by].append(one)
    own = by.pop("", [])
    sizes = [len(each) for each in by.values()]
    limit = max(sizes, default=0)
    while limit and limit > share * (len(own) + sum(min(n, limit) for n in sizes)):
        limit -= 1
    return own + [one for each in by.values() for one in each[:limit]]
