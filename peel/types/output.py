"""What an exported file gives."""

from __future__ import annotations

from pydantic import Field

from peel.types.record import Record

MOST_ROWS = 10_000


class Output(Record):
    """One output of the file: its shape, in which a text such as "n" is free, and how far two runs may be apart.

    Its first axis is that of the items, unless it names in `rows_of` the output that says for each row which item it
    belongs to (0 for the first): of such rows an item has any number up to `most`. That output itself is one of them.
    """

    name: str
    dtype: str = "float32"
    shape: tuple[str | int, ...]
    meaning: str
    tolerance: float
    rows_of: str = ""
    most: int = Field(default=0, ge=0, le=MOST_ROWS)

    @property
    def held(self) -> tuple[str | int, ...]:
        """Its shape with the items in front, as peel.runtime.rows holds it.

        >>> boxes = Output(name="boxes", shape=("m", 4), meaning="", tolerance=0, rows_of="image", most=9)
        >>> boxes.held
        ('n', 9, 4)
        """
        return ("n", self.most, *self.shape[1:]) if self.rows_of else self.shape
