"""How many new labels a retraining would take: told from the store alone, without looking at a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from peel import problem
from peel.feedback import epochs, labels
from peel.feedback.store import Store
from peel.params.sections import Retrain
from peel.retraining.dataset import TRUSTED, Lesson, capped, chance_of, is_label
from peel.types.ticket import Audited


def counted(store: Store, new: Sequence[Audited], *, settings: Retrain) -> list[Audited]:
    """Those of auditors, which teach or decide, and those of others that would teach."""
    if all(each.label and each.label.trust == "auditor" for each in new):
        return list(new)
    every = labels.trusted_since(store, -1.0, trusts=TRUSTED)
    lessons = list(_lessons(store, every, agreement=settings.agreement))
    teach = {one.ticket.ticket for one in capped(lessons, settings.source_share)}
    return [
        each
        for each in new
        if each.label and (each.label.trust == "auditor" or each.ticket.ticket in teach)
    ]


def _lessons(store: Store, every: Sequence[Audited], *, agreement: float) -> Iterator[Lesson]:
    """What may teach before it is known whether one source gives too much."""
    cards = {model: epochs.card(store, model) for model in {each.ticket.model for each in every}}
    for ticket, label in ((each.ticket, each.label) for each in every):
        if label is None or not ticket.kept or ticket.part == "fresh":
            continue
        card, is_believed = cards[ticket.model], label.trust == "auditor"
        if not is_believed and card and is_label(label.label, problem.find(card.kind)):
            is_believed = chance_of(label.label, ticket, card=card) >= agreement
        if is_believed:
            yield Lesson(ticket, label, Path(), "")
