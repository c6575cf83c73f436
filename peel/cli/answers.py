"""Answers on the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence

from peel.bundle.answers import STRANGE, table_rows, to_csv, to_json
from peel.project.screen import say, say_columns
from peel.types.answer import Answer

_STRANGE = f"“{STRANGE}”: further from the training pictures than nearly all known pictures are, so the answer may be about nothing it knows"


def print_answers(answers: Sequence[Answer], form: str, *, top: int) -> None:
    """Write the answers to stdout as `form` (table, json, csv); `top` classes a line of the table.

    A table has no room for a whole error: it shows the beginning, and stderr gets the rest.
    """
    if form in _TEXTS:
        print(_TEXTS[form](answers), end="")
        return
    rows: list[tuple[str, ...]] = [("image", "class", "confidence", "then" if top > 1 else "", "")]
    for answer, (*words, error) in zip(answers, table_rows(answers), strict=True):
        rows.append((*words, _others(answer, top), error.split(": got ")[0]))
    say_columns([(*row[:3], "  ".join(filter(None, row[3:]))) for row in rows])
    for answer, (source, *_, error) in zip(answers, table_rows(answers), strict=True):
        if answer.error:
            say(f"{source}: {error}", stream=sys.stderr)
    if any(answer.is_strange for answer in answers):
        say(_STRANGE, stream=sys.stderr)


def _json(answers: Sequence[Answer]) -> str:
    """With letters spelled as JSON spells them where the terminal has none of its own for them."""
    told = to_json(answers)
    try:
        told.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(told), indent=2) + "\n"
    return told


_TEXTS: dict[str, Callable[[Sequence[Answer]], str]] = {"json": _json, "csv": to_csv}


def _others(answer: Answer, top: int) -> str:
    """The classes after the first.

    >>> _others(Answer(probabilities={"ant": 0.2, "bee": 0.7, "fly": 0.1}), 2)
    'ant 0.200'
    """
    ranked = sorted(answer.probabilities.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {share:.3f}" for name, share in ranked[1:top])
