"""The answer of several labels a picture."""

from __future__ import annotations

from pydantic import Field

from peel.types.answer import Answer


class LabelsAnswer(Answer):
    """The labels that hold, the most probable first, and how probable every label is; none where `error` says why.

    No label may hold; that is an answer too.
    """

    labels: tuple[str, ...] = ()
    probabilities: dict[str, float] = Field(default_factory=dict)
