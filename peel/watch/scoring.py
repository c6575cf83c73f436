"""How right an answer was, by the kind's own surrogate, for whoever reads tickets and labels from the store."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel import problem
from peel.errors import PeelError
from peel.feedback.strange import strange as strange_names
from peel.types.bundle import Card
from peel.types.ticket import Audited, Ticket
from peel.watch.cohorts import Seen

# Whose labels can turn a watch red: people who were asked, and did not choose what to answer.
AUDITORS = ("auditor",)
# Keys of whom the sources that they name are believed: others could name a new one with every picture.
KNOWN = ("auditor", "staff")


def seen(row: Audited, card: Card, *, known: Collection[str] = ()) -> Seen:
    """What the watch keeps of a ticket; a label of somebody who was not asked is none.

    `known` are the keys whose word on sources is taken; all that comes by another one is of one source.
    """
    ticket, label = row.ticket, row.label
    is_known = label is not None and label.trust in AUDITORS
    return Seen(
        ticket=ticket.ticket,
        at=ticket.at,
        source=ticket.source if ticket.key in known else ticket.key,
        label=label.id if label is not None and is_known else None,
        x=score(row, card) if is_known else 1.0,
        names=names(row, card) if is_known else likeliest(row, card),
    )


def score(row: Audited, card: Card) -> float:
    """0 to 1 for a ticket with a label, answered by the model of `card`; 0 for a label that the model does not know.

    Where a picture may have several names, one that the model does not know is one name more that it missed; not so one that was
    left out of its training and test, for the threshold was set without it.
    """
    if row.label is None:
        return 0.0
    kind, outputs, label = _kind(card.kind), arrays(row.ticket.outputs), row.label.label
    try:
        strange = strange_names(label, kind, space=card.space) if kind.several else []
        known = kind.label_within(label, card.space.names) if strange else label
        (target,) = kind.read_targets([known or ""], card.space)
    except (PeelError, ValueError, LookupError, TypeError):
        return 0.0  # a new class, or a text that is no label: the answer cannot have been right
    score = float(kind.surrogate(outputs, target, space=card.space))
    if not strange:
        return score
    pairs = kind.pairs(outputs, [known or ""], space=card.space)
    whole = sum(2 if told == said else 1 for told, said in pairs)  # all that holds or is said
    return score * whole / (whole + len(strange))


def names(row: Audited, card: Card) -> tuple[str, ...]:
    """The names that the label says yes to; none without a label."""
    if row.label is None:
        return ()
    try:
        return _kind(card.kind).names_of(row.label.label)
    except (PeelError, ValueError, LookupError, TypeError):
        return ()


def likeliest(row: Audited, card: Card) -> tuple[str, ...]:
    """The name that the answer gives the highest probability; none for a kind that gives none."""
    told = shares(row.ticket, card)
    return (max(told, key=told.__getitem__),) if told else ()


def shares(ticket: Ticket, card: Card) -> dict[str, float]:
    """How probable the answer says each name is; empty for a kind that does not say."""
    kind = _kind(card.kind)
    (answer,) = kind.decode(arrays(ticket.outputs), card.space)
    return kind.shares(answer)


# Finding one looks into folders, and it is asked for each label.
_kind = functools.cache(problem.find)


def arrays(outputs: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """A ticket's outputs as the kinds read them, with one item in front."""
    return {name: np.asarray(values)[None] for name, values in outputs.items()}
