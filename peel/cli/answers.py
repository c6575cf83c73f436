"""Answers on the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from peel.bundle.answers import STRANGE, remark, to_csv, to_json
from peel.problem import Problem
from peel.project.screen import say, say_columns
from peel.text import printable
from peel.types.answer import Answer

_STRANGE = f"“{STRANGE}”: further from the training pictures than nearly all known pictures are, so the answer may be about nothing it knows"


def print_answers(answers: Sequence[Answer], form: str, *, problem: Problem, top: int) -> None:
    """Write the answers to stdout as `form` (table, json, csv); `top` names a line of the table.

    A table has no room for a whole error: it shows the beginning, and stderr gets the rest.
    """
    if form == "table":
        say_columns(_rows(answers, problem, top=top))
        for answer in answers:
            if answer.error:
                say(f"{printable(answer.source)}: {printable(answer.error)}", stream=sys.stderr)
        if any(answer.is_strange for answer in answers):
            say(_STRANGE, stream=sys.stderr)
    else:
        print(_json(answers) if form == "json" else to_csv(answers, problem), end="")


def _rows(answers: Sequence[Answer], problem: Problem, *, top: int) -> list[tuple[str, ...]]:
    """The heading, and a line a picture; what else there is to say stands in the last column."""
    told = [problem.cells(answer, top=top) for answer in answers]
    *headings, last = problem.cells(Answer(), top=top)
    rows = [
        ("image", *headings, last if top > 1 or any([*each.values()][-1] for each in told) else "")
    ]
    for answer, cells in zip(answers, told, strict=True):
        *first, rest = (printable(cell) for cell in cells.values())
        words = printable(remark(answer)).split(": got ")[0]
        rows.append((printable(answer.source), *first, "  ".join(filter(None, (rest, words)))))
    return rows


def _json(answers: Sequence[Answer]) -> str:
    """With letters spelled as JSON spells them where the terminal has none of its own for them."""
    told = to_json(answers)
    try:
        told.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(json.loads(told), indent=2) + "\n"
    return told
