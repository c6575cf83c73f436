"""What an exported file gives."""

from __future__ import annotations

from peel.types.record import Record


class Output(Record):
    """One output of the file: its shape, in which a text such as "n" is free, and how far two runs may be apart."""

    name: str
    dtype: str = "float32"
    shape: tuple[str | int, ...]
    meaning: str
    tolerance: float
