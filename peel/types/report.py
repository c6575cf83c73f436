"""What the page of the report and a kind's own part of it tell each other."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from peel.types.mistake import Mistake
from peel.types.record import Record
from peel.types.score import Score, Verdict

TINY_PX = 40


class Thumb(Record):
    """A picture as a data: address, its size in the page, and what it shows in words."""

    address: str
    width: int
    height: int
    text: str

    @property
    def is_tiny(self) -> bool:
        """Whether it is enlarged on the page, and better with its pixels sharp than smeared."""
        return max(self.width, self.height) <= TINY_PX


class Shown(Record):
    """A mistake with its picture."""

    mistake: Mistake
    thumb: Thumb


class Findings(Record):
    """All that a kind's own part of the page may tell of.

    `parts` holds, for each name that a label of the source states, how many pictures went into "train" and "test".
    `details` is what the kind itself wrote into evaluation.json, `predictions` the columns of predictions.parquet that
    it asked for, one entry a test picture, `mistakes` the worst ones, worst first; `strips` are the pictures of things that its follower
    named, in its order.
    """

    n_test: int
    verdict: Verdict
    scores: tuple[Score, ...]
    parts: dict[str, dict[str, int]]
    details: dict[str, Any]
    predictions: dict[str, list[Any]]
    mistakes: tuple[Shown, ...]
    strips: tuple[Thumb, ...] = ()


class Word(Record):
    """A word of the glossary, the end of its address in the page, and what it means."""

    id: str
    term: str
    meaning: str


class Section(Record):
    """A finished section: its place in the page, its title in the contents, its HTML.

    The HTML begins with a heading `<h2 id="NAME-head">`.
    """

    name: str
    title: str
    body: str


class Wording(Record):
    """How the sentences of the page that every kind has name what is this kind's own.

    `one` and `many` are what a label states. The best answer that looks at no picture stands in three sentences:
    "no better than `constant`", "who `constantly` gets 20%", "what the best constant answer scores: `constant_answer`".
    `answer` is what the model gives; file and model may differ by 0.01 `apart`, and in no answer `clear` 0.002. Pictures lie `within` so many
    names; `meanings` say of each score what it says.
    """

    one: str = "label"
    many: str = "labels"
    within: str = "with"
    answer: str = "a label and a confidence"
    clear: str = "where it was clear by more than"
    apart: str = "of a probability"
    constant: str = "giving every picture the same answer"
    constantly: str = "always gives the same answer"
    constant_answer: str = "the same for every picture"
    meanings: dict[str, str] = Field(default_factory=dict)
