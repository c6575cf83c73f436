"""What a person should know about what a source gave and what it did not, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from peel.sources.pictures import FILM, NO_PICTURE
from peel.sources.source import HIDDEN
from peel.sources.table import NAMED_TWICE
from peel.types.source import Skipped

_QUIET = frozenset((HIDDEN, NAMED_TWICE, NO_PICTURE))


def skipped(found: Sequence[Skipped]) -> list[str]:
    """One note a rule by which something of the source was left out; what nobody would miss is not told."""
    missed = [each for each in found if each.code not in _QUIET or each.reason == FILM]
    told = []
    for code, count in sorted(Counter(each.code for each in missed).items()):
        first = next(each for each in missed if each.code == code)
        more = f" and {count - 1} more" if count > 1 else ""
        told.append(f"{code} left out: {first.path}{more}: {first.reason}; do: {first.do}")
    return told
