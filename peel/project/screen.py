"""Lines and columns of text as a terminal, a pipe or a file can take them: the one way in which Peel prints."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len

from peel.text import printable

_GAP = "  "
_LEAST = 24  # less room than this is none


def say(text: str, *, indent: int = 0, stream: TextIO | None = None) -> None:
    """Print one line: whole into a pipe or a file, folded between words on a terminal."""
    stream = stream or sys.stdout
    if stream is None:  # a caller closed it
        return
    width = shutil.get_terminal_size().columns if stream.isatty() else 0
    print(folded(printable(text), width, indent=indent), file=stream)


def say_columns(
    rows: Iterable[Sequence[str]], *, right: Collection[int] = (), stream: TextIO | None = None
) -> None:
    """Print rows in columns, those in `right` flush right; the last column takes what room is left."""
    lines, indent = columns(rows, right=right)
    for line in lines:
        say(line, indent=indent, stream=stream)


def columns(rows: Iterable[Sequence[str]], *, right: Collection[int] = ()) -> tuple[list[str], int]:
    """The rows as lines, and where their last column begins.

    >>> columns([("rank", "head"), ("1", "lda")], right=[0])
    (['rank  head', '   1  lda'], 6)
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        room = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        shown = (
            r + c if i in right else c + r for i, (c, r) in enumerate(zip(row, room, strict=True))
        )
        lines.append(_GAP.join(shown).rstrip())
    return lines, sum(width + len(_GAP) for width in widths[:-1])


def folded(text: str, width: int, *, indent: int = 0) -> str:
    """The text in lines of at most `width` (0: any), folded between words; what follows the first is indented.

    >>> print(folded("split  80 pictures to train, 20 sealed", 33, indent=7))
    split  80 pictures to train, 20
           sealed
    """
    if not width or cell_len(text) < width:
        return text
    if indent > width - _LEAST:  # a long first column, which is never cut
        return "\n    ".join(_wrapped(text, width))
    lines = _wrapped(text[indent:], width - indent)
    return text[:indent] + ("\n" + " " * indent).join(lines)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, max(width - 1, _LEAST), break_long_words=False, break_on_hyphens=False
    )
