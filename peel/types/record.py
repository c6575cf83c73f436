"""The base of every record."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from peel.damage import unreadable


class Record(BaseModel):
    """A frozen record; unknown keys are refused, so that a file of a newer version is not half understood."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    schema_: int = 1

    def to_json(self) -> str:
        """The record as JSON: the same record, the same bytes (floats as Python prints them)."""
        return self.model_dump_json(indent=2) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """The record in the file at `path`; raises P704 where it is not there or holds something else."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValueError) as error:
            raise unreadable(path, error) from error
