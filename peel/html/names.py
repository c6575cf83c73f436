"""Names from anywhere, made fit to be shown on a page."""

from __future__ import annotations

from collections.abc import Sequence

from peel.text import printable


def shown(text: object) -> str:
    r"""A name from anywhere as one visible line: what cannot be printed is spelled out.

    A newline in a file name would be lost in a page, and a mark that turns the direction of writing
    could make one name look like another.

    >>> print(shown("a\nb"), shown("x\u202egpj.exe"), shown(""))
    a\nb x\u202egpj.exe (no name)
    """
    line = printable(text)
    return line if line.strip() else "(no name)"


def listed(found: Sequence[str], most: int = 3) -> str:
    """The first names, each in quotes and short, and how many more there are.

    >>> print(listed(["a", "b"]), listed("abcde"))
    “a” and “b” “a”, “b”, “c” and 2 more
    """
    told = [f"“{clipped(shown(name), 32)}”" for name in found[:most]]
    if len(found) > most:
        return f"{', '.join(told)} and {len(found) - most} more"
    return " and ".join([", ".join(told[:-1]), *told[-1:]]) if told[1:] else "".join(told)


def clipped(text: str, limit: int = 48) -> str:
    """A long name without its middle, whose two ends tell most.

    >>> clipped("a" * 30 + "b" * 30, 11)
    'aaaaa…bbbbb'
    """
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[: limit - 1 - half]}…{text[-half:]}"
