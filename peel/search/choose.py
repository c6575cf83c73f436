"""The choice: the mean of the best heads of one network."""

from __future__ import annotations

from collections.abc import Sequence

from peel.heads.classes import Array
from peel.search.trial import Candidate, rank


def best_heads(candidates: Sequence[Candidate], losses: Array, *, n: int) -> list[Candidate]:
    """The n heads of least loss of one network: of that whose n best have the least loss in the mean. Pure.

    `losses` (m,) of the m candidates; equal ones come in the order of their rank.
    """
    order = sorted(
        zip(losses, candidates, strict=True), key=lambda pair: (round(pair[0], 9), rank(pair[1]))
    )
    groups: dict[str, list[tuple[float, Candidate]]] = {}
    for loss, candidate in order:
        group = groups.setdefault(candidate.backbone, [])
        if len(group) < n:
            group.append((loss, candidate))
    best = min(groups.values(), key=lambda group: sum(loss for loss, _ in group) / len(group))
    return [candidate for _, candidate in best]
