"""Several names in one text: how a person writes them into a cell, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Collection

# Between names, and for a picture of which no name holds, where a picture may have several.
BETWEEN, NONE = "|", "-"


def names_in(cell: str, known: Collection[str]) -> list[str]:
    """The names that a text says; a known name that holds the mark itself stays whole, the longest one first.

    >>> names_in("beach | people", ["beach", "people"]), names_in("-", ["beach"])
    (['beach', 'people'], [])
    >>> names_in("a|b|c", ["a|b", "c"]), names_in("-", ["-"])
    (['a|b', 'c'], ['-'])
    """
    if cell == NONE and NONE not in known:
        return []
    whole = [re.escape(name) for name in sorted(marked(known), key=len, reverse=True)]
    one = "|".join([*(rf"\s*{name}\s*" for name in whole), "[^|]*"])
    return [name.strip() for name in re.findall(rf"(?:^|\|)({one})(?=\||$)", cell)]


def marked(known: Collection[str]) -> list[str]:
    """The names that hold the mark themselves."""
    return [name for name in known if BETWEEN in name]
