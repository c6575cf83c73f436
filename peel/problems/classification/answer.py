"""The answer of single-label classification."""

from __future__ import annotations

from pydantic import Field

from peel.types.answer import Answer


class ClassAnswer(Answer):
    """The most probable class with its `confidence`, and the probabilities of all; none where `error` says why."""

    class_name: str | None = None
    confidence: float | None = None
    probabilities: dict[str, float] = Field(default_factory=dict)
