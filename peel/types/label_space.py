"""What a model can say, and how its outputs become answers."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from peel.types.record import Record


class LabelSpace(Record):
    """`names` in the order of the outputs' columns; `decision` is the kind's own JSON (multilabel: its thresholds)."""

    names: tuple[str, ...]
    decision: dict[str, Any] = Field(default_factory=dict)
