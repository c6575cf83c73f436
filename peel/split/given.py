"""The file that holds every part that was ever assigned: data/split/given.csv, so that no item moves later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from peel.errors import PeelError
from peel.text import from_json

PARTS = ("train", "test", "bridge", "leak")
_COLUMNS = "item,part"


MOST_TESTED = 2000


class Rule(NamedTuple):
    """What parts depend on: where one of these changes, what is not sealed is drawn anew.

    `method` says how a network finds near duplicates; "" stands for thumbnails.
    """

    seed: int
    test_share: float
    near_duplicates: str
    form: str = "drawn"
    max_test_items: int = MOST_TESTED
    method: str = ""


class Given(NamedTuple):
    """The parts by item digest (train, test, or bridge and leak for items that stay out), and the rule behind them."""

    rule: Rule
    parts: Mapping[str, str]


def to_text(given: Given) -> str:
    """The file's text: the rule as a comment, then one line an item, sorted.

    >>> to_text(Given(Rule(0, 0.2, "ignore"), {"ab": "test"})).splitlines()[1:]
    ['item,part', 'ab,test']
    """
    rows = [f"{item},{part}" for item, part in sorted(given.parts.items())]
    return "\n".join([f"# {json.dumps(given.rule._asdict())}", _COLUMNS, *rows]) + "\n"


def from_text(text: str) -> Given:
    """The parts in the file's text; raises P401 where a line is neither rule, heading nor item."""
    lines = text.splitlines()
    try:
        rule = Rule(**from_json(lines[0].removeprefix("#")))
    except (IndexError, ValueError, TypeError) as error:
        raise _unreadable(1, lines[0] if lines else "") from error
    if len(lines) < 2 or lines[1].strip() != _COLUMNS:
        raise _unreadable(2, lines[1] if len(lines) > 1 else "")
    parts = {}
    for number, line in enumerate(lines[2:], 3):
        item, _, part = line.strip().partition(",")
        if part not in PARTS or not item:
            raise _unreadable(number, line)
        parts[item] = part
    return Given(rule, parts)


def _unreadable(number: int, line: str) -> PeelError:
    return PeelError(
        "P401",
        f"data/split/given.csv cannot be read at line {number}",
        got=line,
        allowed="a first line with the rule, the line item,part, then one digest and its part a line",
        do="restore the file from your version control, or delete it to draw all parts anew",
    )
