"""The face of a kind that follows things through the films of the test part, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from peel.problem import Answered


class Part(NamedTuple):
    """A part of a test item: its place, the box left, top, right, bottom, and what became of it: "found", "missed" or "false"."""

    item: int
    box: tuple[float, ...]
    what: str


class Followed(NamedTuple):
    """What evaluation.json says of films beside `details`, ready for JSON, and the parts of items that are drawn as one strip each."""

    details: dict[str, Any]
    strips: tuple[tuple[Part, ...], ...]


class Follower(Protocol):
    """The face of a kind that follows things through the films of the test part."""

    def follow(
        self, tested: Answered, *, labels: Sequence[str], paths: Sequence[str]
    ) -> Followed | None:
        """From the labels and paths of the items, who stand in any order; None where no thing has a number that it keeps from frame to frame."""
        ...
