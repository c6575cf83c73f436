"""Labels of single-label classification: a label is the name of its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from peel import text
from peel.errors import PeelError


class Labelling:
    """The text is the name itself."""

    several = False

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:  # noqa: ARG002
        """The one name; a picture whose class is unknown is no item."""
        (name,) = names
        return name

    def names_of(self, label: str) -> tuple[str, ...]:
        """The class."""
        return (label,)

    def show_label(self, label: str) -> str:
        """The class as it is written."""
        return label

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:  # noqa: ARG002
        """The class that all of them name: one picture under two is a contradiction."""
        return labels[0] if len(set(labels)) == 1 else None

    def alone(self, labels: Sequence[str]) -> list[int]:
        """The only items of their classes."""
        counts = Counter(labels)
        return [place for place, label in enumerate(labels) if counts[label] == 1]

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        """Refuse fewer than two classes."""
        classes = sorted(set(labels))
        if len(classes) < 2:
            raise PeelError(
                "P331",
                "too few classes are left",
                got="; ".join([", ".join(classes) or "none", *text.lost(lost)]),
                allowed="at least two classes with two usable pictures each",
                do="read data/validate/validation.html for what was put aside, and add pictures",
            )

    def notes(self, labels: Sequence[str]) -> list[str]:  # noqa: ARG002
        """Nothing: each class says all about itself."""
        return []

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The classes: a split keeps the share of each."""
        return [(label,) for label in labels]
