"""What a person should know about what a source gave and what it did not, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from peel.sources.labels import named
from peel.sources.pictures import NO_PICTURE
from peel.sources.source import HIDDEN
from peel.sources.table import NAMED_TWICE
from peel.types.source import Skipped

_QUIET = frozenset((HIDDEN, NAMED_TWICE, NO_PICTURE))


def lost(why: Mapping[str, str]) -> list[str]:
    """A note for each reason why classes of the source have no picture left.

    >>> lost({"c": "its folder gave no picture", "d": "its folder gave no picture"})
    ['2 classes have no picture left: c, d (its folder gave no picture)']
    """
    told = []
    for reason in sorted(set(why.values())):
        names = [name for name, words in why.items() if words == reason]
        classes = "1 class has" if len(names) == 1 else f"{len(names)} classes have"
        told.append(f"{classes} no picture left: {named(names)} ({reason})")
    return told


def skipped(found: Sequence[Skipped]) -> list[str]:
    """One note a rule by which something of the source was left out; what nobody would miss is not told."""
    loud = Counter(each.code for each in found if each.code not in _QUIET)
    told = []
    for code, count in sorted(loud.items()):
        first = next(each for each in found if each.code == code)
        more = f" and {count - 1} more" if count > 1 else ""
        told.append(f"{code} left out: {first.path}{more}: {first.reason}; do: {first.do}")
    return told
