"""The base of every record."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record; unknown keys are refused, so that a file of a newer version is not half understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_: int = 1

    def to_json(self) -> str:
        """The record as JSON: the same record, the same bytes (floats as Python prints them)."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """The record in the file at `path`."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))
