"""Names in labels of which a model never heard."""

from __future__ import annotations

from peel.errors import PeelError
from peel.problem import Problem
from peel.types.label_space import LabelSpace


def strange(label: str, kind: Problem, *, space: LabelSpace) -> list[str]:
    """Those that are none of the model's, sorted; one that was left out of its training and test is none of them, for it says nothing of it."""
    found = []
    for name in sorted(set(kind.names_of(label)).difference(space.names)):
        try:
            kind.read_targets([kind.label_within(label, [name]) or ""], space)
        except (PeelError, ValueError, LookupError, TypeError):
            found.append(name)
    return found
