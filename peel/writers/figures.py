"""How numbers and texts stand in what is written: no digit more than it takes, the same bytes for the same pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from peel.text import to_exact_csv

# Of pixels: finer than any box is drawn, coarser than what adding and taking away leaves behind.
_DIGITS = 4
# Of shares of a side: a ten-thousandth of a pixel on a side of 100,000.
_SHARE_DIGITS = 10


def figure(value: float) -> float:
    """Pixels as a number that is whole where it can be.

    >>> figure(174.0), figure(0.1 + 0.2)
    (174, 0.3)
    """
    rounded = round(float(value), _DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


def share(value: float, side: float) -> str:
    """A place as a share of the picture's side.

    >>> share(349 + 174, 2 * 486)
    '0.5380658436'
    """
    return f"{value / side:.{_SHARE_DIGITS}f}".rstrip("0").rstrip(".")


def put_json(path: Path, value: Any) -> None:
    """Write a JSON file that other programs read; its folders are made."""
    put_text(path, json.dumps(value, ensure_ascii=False) + "\n")


def put_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text of these lines."""
    put_text(path, "".join(f"{line}\n" for line in lines))


def put_csv(path: Path, header: Sequence[str], *, rows: Iterable[Sequence[str]]) -> None:
    """Write a table that programs read: each cell is the text as it is."""
    put_text(path, to_exact_csv(header, rows))


def put_xml(path: Path, root: ElementTree.Element) -> None:
    """Write XML; letters that belong to its own language are spelled out."""
    ElementTree.indent(root)
    put_text(path, ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n")


def put_text(path: Path, words: str) -> None:
    """Write UTF-8 with the same line ends on every system; its folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(words.encode("utf-8"))
