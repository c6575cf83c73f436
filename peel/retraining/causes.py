"""Where the wrong answers are, for the person who is called when retraining does not help."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from peel.feedback import audit, epochs
from peel.feedback.store import Store
from peel.types.watch import Epoch
from peel.watch import scoring

_LINES, _TICKETS = 5, 50


def sheet(store: Store, epoch: Epoch) -> str:
    """The names and the sources with most wrong answers of the audit, and some of their tickets; "" where there are none."""
    card = epochs.card(store, epoch.model)
    if card is None:
        return ""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    tickets = []
    for row in audit.each(store, epoch):
        if row.label is None:
            continue
        lost = 1 - scoring.score(row, card)
        if lost > 0:
            tickets.append((-lost, row.ticket.ticket))
        for what, names in (
            ("label", scoring.names(row, card)),
            ("source", (row.ticket.source,)),
        ):
            seen[what].update(names)
            wrong[what].update({name: 1 for name in names if lost > 0})
    if not tickets:
        return ""
    told = [_line(what, wrong[what], seen=seen[what]) for what in ("label", "source")]
    some = " ".join(ticket for _, ticket in sorted(tickets)[:_TICKETS])
    return "\n".join([*told, f"Wrong answers, the worst first: {some}"])


def _line(what: str, wrong: Counter[str], *, seen: Mapping[str, int]) -> str:
    """The worst few, by how many are wrong.

    >>> _line("label", Counter(cat=3, dog=1), seen={"cat": 4, "dog": 9})
    'Wrong by label: cat 3 of 4, dog 1 of 9'
    """
    most = sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))[:_LINES]
    return f"Wrong by {what}: " + ", ".join(f"{name} {n} of {seen[name]}" for name, n in most)
