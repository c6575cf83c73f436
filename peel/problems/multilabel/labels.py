"""Labels of several names a picture: JSON with the names that hold and those of which nobody knows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from peel import text
from peel.errors import PeelError

YES, UNKNOWN = "yes", "unknown"
# A page, a sigmoid and a row of figures each; memory of the search grows with pictures times labels.
MOST_LABELS = 1000


class Labelling:
    """From sets of names to texts and back."""

    several = True

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        """Sorted names, each once; one that holds in spite of being unknown holds."""
        return _write(set(names), set(unknown))

    def names_of(self, label: str) -> tuple[str, ...]:
        """The names that hold; none is a label too."""
        return tuple(read(label)[YES])

    def show_label(self, label: str) -> str:
        """The names that hold, and in parentheses those of which nobody knows."""
        said = read(label)
        unknown = ", ".join(said[UNKNOWN])
        return (", ".join(said[YES]) or "none") + (f" ({unknown} unknown)" if unknown else "")

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:
        """What at least one copy says yes to holds, as for a picture in two class folders; one that knows tells those that do not."""
        found = [read(label) for label in labels]
        yes = {name for each in found for name in each[YES]}
        none = set.intersection(*(set(each[UNKNOWN]) for each in found))
        return _write(yes, none | set(unknown))

    def alone(self, labels: Sequence[str]) -> list[int]:  # noqa: ARG002
        """None: a set of names that no other item has teaches each of its names."""
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        """Refuse labels without a name that some items have and some have not, and too many names."""
        has, has_not = _count(labels)
        if len(has) > MOST_LABELS:
            raise _too_many(len(has))
        if any(has[name] and has_not[name] for name in has):
            return
        held = text.named([f"{name} (every item that says so)" for name in sorted(+has)])
        raise PeelError(
            "P332",
            "no label tells one picture from another",
            got="; ".join([held or f"no label on {len(labels)} pictures", *text.lost(lost)]),
            allowed="a label that some usable pictures have and some have not",
            do="read data/validate/validation.html for what was put aside, and add pictures",
        )

    def notes(self, labels: Sequence[str]) -> list[str]:
        """Names that every item has or none, of which nothing can be learnt."""
        has, has_not = _count(labels)
        names = {name for label in labels for name in read(label)[UNKNOWN]} | set(has)
        everybody = sorted(name for name in names if has[name] and not has_not[name])
        nobody = sorted(name for name in names if not has[name])
        return [
            f"{words}, so nothing can be learnt of them: {text.named(found)}"
            for words, found in (
                ("every picture that says so has these labels", everybody),
                ("no picture has these labels", nobody),
            )
            if found
        ]

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The names that hold: a split keeps the share of each."""
        return [self.names_of(label) for label in labels]


def _too_many(n: int) -> PeelError:
    return PeelError(
        "P333",
        "too many labels",
        got=f"{n:,} labels",
        allowed=f"at most {MOST_LABELS:,}",
        do="leave out rare labels or put them together, and check that no column of numbers or names is read as labels",
    )


def _write(yes: set[str], unknown: set[str]) -> str:
    said = {UNKNOWN: sorted(unknown - yes), YES: sorted(yes)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read(label: str) -> dict[str, list[str]]:
    """What `state` wrote: the names that hold under YES, those of which nobody knows under UNKNOWN."""
    said: dict[str, list[str]] = json.loads(label)
    return said


def _count(labels: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """How many items have each name, and how many have it not; the rest do not say."""
    found = [read(label) for label in labels]
    has = Counter(name for each in found for name in each[YES])
    unknown = Counter(name for each in found for name in each[UNKNOWN])
    return has, Counter({name: len(labels) - k - unknown[name] for name, k in has.items()})
