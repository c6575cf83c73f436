"""Answers as text: JSON, CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from peel import text
from peel.problem import Problem
from peel.types.answer import Answer

STRANGE = "unlike anything in training"


def remark(answer: Answer) -> str:
    """Why there is no answer, or that it is not to be trusted.

    >>> remark(Answer(is_strange=True))
    'unlike anything in training'
    """
    return answer.error or (STRANGE if answer.is_strange else "")


def to_json(answers: Iterable[Answer]) -> str:
    """A JSON list with everything that an answer says, exactly."""
    return text.to_json([answer.model_dump(mode="json") for answer in answers])


def to_csv(answers: Sequence[Answer], problem: Problem) -> str:
    """Comma-separated, with a header: source, the kind's columns, error (or a word), one column a name.

    A name that is one of the other headings too gets "(label)" after it.
    """
    shares = [problem.shares(answer) for answer in answers]
    names = next((list(one) for one in shares if one), [])
    told = [problem.row(answer) for answer in answers]
    columns = list(told[0]) if told else list(problem.row(Answer()))
    rows = [
        [
            answer.source,
            *("" if value is None else value for value in row.values()),
            remark(answer),
            *(one.get(name, "") for name in names),
        ]
        for answer, row, one in zip(answers, told, shares, strict=True)
    ]
    own = ["source", *columns, "error"]
    return text.to_csv([*own, *_headings(names, own)], rows)


def _headings(names: Sequence[str], own: Sequence[str]) -> Iterator[str]:
    """The names, each another word than the other headings."""
    taken = {*own, *names}
    for name in names:
        heading = name
        while heading in own or (heading in taken and heading != name):
            heading += " (label)"
        taken.add(heading)
        yield heading
