"""Tickets that two models answered: where they disagree, and which of them was right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from peel import problem
from peel.feedback import epochs
from peel.feedback.store import Store
from peel.problem import Outputs, Problem
from peel.types.bundle import Card
from peel.types.ticket import Ticket


class Two(NamedTuple):
    """The cards of a champion and of the challenger that answers beside it."""

    champion: Card
    challenger: Card

    @property
    def names(self) -> list[str]:
        """What both can say."""
        known = set(self.champion.space.names)
        return [name for name in self.challenger.space.names if name in known]

    @property
    def kind(self) -> Problem:
        """The kind of both."""
        return problem.find(self.champion.kind)

    def differ(self, ticket: Ticket) -> bool:
        """Whether they give different answers, as far as the names that both know are concerned."""
        old, new = (self._said(*one) for one in self._answers(ticket))
        return old != new

    def outcome(self, ticket: Ticket, label: str) -> int:
        """1 where the challenger is more right, -1 where the champion is, 0 where neither is or nobody can say."""
        within = self.kind.label_within(label, self.names)
        if within is None:
            return 0
        old, new = (self._right(*one, label=within) for one in self._answers(ticket))
        return int(np.sign(round(new - old, 9)))

    def _answers(self, ticket: Ticket) -> tuple[tuple[Card, Outputs], tuple[Card, Outputs]]:
        mine = (self.champion, _arrays(ticket.outputs))
        return mine, (self.challenger, _arrays(ticket.shadow or {}))

    def _said(self, card: Card, outputs: Outputs) -> str:
        """The answer in words, without its probabilities; of things in a picture how many of each name there are, not where."""
        cut, space = self.kind.within(outputs, card.space, names=self.names)
        (answer,) = self.kind.columns(cut, space=space)["answer"]
        return str(answer)

    def _right(self, card: Card, outputs: Outputs, *, label: str) -> float:
        cut, space = self.kind.within(outputs, card.space, names=self.names)
        (target,) = self.kind.read_targets([label], space)
        return self.kind.surrogate(cut, target, space=space)


def first(store: Store, tickets: Sequence[Ticket]) -> list[Ticket]:
    """The tickets, those first on which the champion and a challenger disagree: their labels decide which is better."""
    pairs: dict[tuple[str, str], Two | None] = {}
    for ticket in tickets:
        key = (ticket.model, ticket.shadow_model)
        if key not in pairs:
            pairs[key] = two(store, champion=key[0], challenger=key[1])
    return sorted(tickets, key=lambda one: not _differ(pairs[one.model, one.shadow_model], one))


def two(store: Store, *, champion: str, challenger: str) -> Two | None:
    """Both cards, of models of one kind that have a name in common; None for others."""
    cards = [epochs.card(store, model) if model else None for model in (champion, challenger)]
    old, new = cards
    if old is None or new is None or old.kind != new.kind:
        return None
    found = Two(old, new)
    return found if found.names else None


def _differ(found: Two | None, ticket: Ticket) -> bool:
    return found is not None and ticket.shadow is not None and found.differ(ticket)


def _arrays(outputs: Mapping[str, Any]) -> Outputs:
    """What a ticket keeps, as the file gave it: with one item in front."""
    return {name: np.asarray(value)[None] for name, value in outputs.items()}
