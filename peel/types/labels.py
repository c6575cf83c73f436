"""A label as everybody sees it who is no problem kind: a text that only the kind writes, reads, counts and compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable


class LabelRules(Protocol):
    """What a kind says about the labels of its items; each `label` is a text that its `state` gave.

    `several` says whether one picture may have several names, so that a source may read them.
    """

    several: bool

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        """The label of an item of which a source says these names; of `unknown` ones it says neither yes nor no."""
        ...

    def names_of(self, label: str) -> tuple[str, ...]:
        """The names that the label says yes to, sorted: what is counted and shown in charts."""
        ...

    def show_label(self, label: str) -> str:
        """The label for a person: "cat", "cat, dog (bird unknown)"."""
        ...

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:
        """The label that files with the very same pixels agree on; None where they contradict each other.

        Of `unknown` names nothing is known beside what they say yes to; where one name alone holds that adds nothing.
        """
        ...

    def alone(self, labels: Sequence[str]) -> list[int]:
        """The places of items that cannot be trained on and tested too, such as the only one of its class."""
        ...

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        """Refuse labels from which nothing can be learnt; `lost` are names without an item, with the reason."""
        ...

    def notes(self, labels: Sequence[str]) -> list[str]:
        """What a person should know of them, such as a name that every item has."""
        ...

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The names for which each item counts: a split keeps the share of each."""
        ...


@runtime_checkable
class PartRules(LabelRules, Protocol):
    """A kind that can be tested on what an item shows beside names that nothing is trained on."""

    def beside(self, label: str, names: Sequence[str]) -> str:
        """The label without these names."""
        ...


@runtime_checkable
class LineRules(LabelRules, Protocol):
    """A kind whose lines in a table say more than names, such as boxes: it reads each one itself.

    `columns` are those that a table must have beside the one of paths. A picture may have many lines: `merge` joins them.
    """

    columns: tuple[str, ...]

    def state_line(self, cells: Mapping[str, str]) -> str:
        """The label of one line, whose cells come by the names of `columns`; raises PeelError for one that says nothing."""
        ...
