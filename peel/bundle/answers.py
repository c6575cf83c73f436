"""Answers as text: rows of a table, JSON, CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from peel import text
from peel.types.answer import Answer

COLUMNS = ("source", "class_name", "confidence", "error")
STRANGE = "unlike anything in training"


def table_rows(answers: Iterable[Answer]) -> list[tuple[str, str, str, str]]:
    """One row an answer, under `COLUMNS`, printable: a name with a newline stays on its line.

    >>> table_rows([Answer(source="a.jpg", class_name="ant", confidence=0.97345)])
    [('a.jpg', 'ant', '0.973', '')]
    """
    return [
        (
            text.printable(answer.source),
            text.printable(answer.class_name or ""),
            "" if answer.confidence is None else f"{answer.confidence:.3f}",
            text.printable(answer.error or (STRANGE if answer.is_strange else "")),
        )
        for answer in answers
    ]


def to_json(answers: Iterable[Answer]) -> str:
    """A JSON list with everything that an answer says, exactly."""
    return text.to_json([answer.model_dump(mode="json") for answer in answers])


def to_csv(answers: Sequence[Answer]) -> str:
    """Comma-separated, with a header: source, class_name, confidence, error (or a word), one column a class."""
    names = next((list(answer.probabilities) for answer in answers if answer.probabilities), [])
    rows = [
        [
            answer.source,
            answer.class_name or "",
            "" if answer.confidence is None else answer.confidence,
            answer.error or (STRANGE if answer.is_strange else ""),
            *(answer.probabilities.get(name, "") for name in names),
        ]
        for answer in answers
    ]
    return text.to_csv([*COLUMNS, *names], rows)
