"""Answers as text: rows of a table, JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from peel.types.answer import Answer

COLUMNS = ("source", "class_name", "confidence", "error")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_rows(answers: Iterable[Answer]) -> list[tuple[str, str, str, str]]:
    """One row an answer, under `COLUMNS`, printable: a name with a newline stays on its line.

    >>> table_rows([Answer(source="a.jpg", class_name="ant", confidence=0.97345)])
    [('a.jpg', 'ant', '0.973', '')]
    """
    return [
        (
            _printable(answer.source),
            _printable(answer.class_name or ""),
            "" if answer.confidence is None else f"{answer.confidence:.3f}",
            answer.error or "",
        )
        for answer in answers
    ]


def to_json(answers: Iterable[Answer]) -> str:
    """A JSON list with everything that an answer says."""
    rows = [answer.model_dump(mode="json") for answer in answers]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def to_csv(answers: Sequence[Answer]) -> str:
    """Comma-separated, with a header: source, class_name, confidence, error, one column a class.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    names = next((list(answer.probabilities) for answer in answers if answer.probabilities), [])
    buffer = io.StringIO()
    # Every text in quotes: a lone carriage return in a name would end the row otherwise.
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*COLUMNS, *map(_harmless, names)])
    for answer in answers:
        texts = map(_harmless, (answer.source, answer.class_name or ""))
        confidence = "" if answer.confidence is None else answer.confidence
        shares = [answer.probabilities.get(name, "") for name in names]
        writer.writerow([*texts, confidence, _harmless(answer.error or ""), *shares])
    return buffer.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
