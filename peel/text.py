"""Text from outside (names, labels, words of libraries) made safe for where it is shown: a terminal's line, a spreadsheet's cell."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

# What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asian fonts.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MOST_NAMED = 5
_SPELLED = str.maketrans(
    {umlaut: f"{letter}e" for umlaut, letter in zip("äöüæœ", "aouao", strict=True)}
    | {umlaut: f"{letter}e" for umlaut, letter in zip("ÄÖÜÆŒ", "AOUAO", strict=True)}
    | {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)


def printable(text: object) -> str:
    r"""`text` as one line: what moves a cursor, colours, rings, hides or turns the writing is spelled out.

    >>> print(printable("two\nlines"), printable("\x1b[2J"), printable("x\u202egpj.exe"))
    two\nlines \x1b[2J x\u202egpj.exe
    """
    line = text if isinstance(text, str) else brief(text) if isinstance(text, int) else str(text)
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)


def cell(value: Any) -> Any:
    """A value for a table that a person may open in a spreadsheet: a number stays, a text is no formula.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, and is one printable line.

    >>> cell("=1+1"), cell(-0.5)
    ("'=1+1", -0.5)
    """
    if not isinstance(value, str):
        return value
    return printable(f"'{value}" if value.lstrip(" ").startswith(_STARTS_FORMULA) else value)


def to_csv(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Comma-separated lines, each value as a `cell`, every text in quotes.

    >>> print(to_csv(["name", "n"], [["=x", 1]]), end="")
    "name","n"
    "'=x",1
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for row in (header, *rows):
        writer.writerow([cell(value) for value in row])
    return buffer.getvalue()


def to_exact_csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Comma-separated lines of the texts as they are, for a program that reads them back; people get `to_csv`.

    >>> print(to_exact_csv(["name"], [["=x"]]), end="")
    name
    =x
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header, *rows])
    return buffer.getvalue()


def to_json(value: Any) -> str:
    r"""Indented JSON that says exactly `value` and holds no letter that a terminal would act on.

    >>> to_json("\x9b2J \u202e")
    '"\\u009b2J \\u202e"\n'
    """
    lines = json.dumps(value, indent=2, ensure_ascii=False).split("\n")
    return "\n".join("".join(map(_in_json, line)) for line in lines) + "\n"


def from_json(words: str | bytes) -> Any:
    """The value in a JSON text; raises ValueError for any other text, also for one that is nested too deep."""
    try:
        return json.loads(words)
    except RecursionError as error:
        raise json.JSONDecodeError("nested too deep", "", 0) from error


def drawable(text: str) -> str:
    """As near as letters of ASCII come: the font that draws into pictures has no others.

    >>> drawable("größer, Ærø, Łódź, 猫")
    'groesser, Aero, Lodz, ?'
    """
    told = unicodedata.normalize("NFC", text).translate(_SPELLED)
    letters = unicodedata.normalize("NFKD", told)
    return "".join(c if " " <= c <= "~" else "?" for c in letters if not unicodedata.combining(c))


def named(names: Collection[str]) -> str:
    """The first few names, and how many more there are.

    >>> named(["a", "b", "c", "d", "e", "f", "g"])
    'a, b, c, d, e and 2 more'
    """
    first = ", ".join(list(names)[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{first} and {more} more" if more > 0 else first


def lost(why: Mapping[str, str]) -> list[str]:
    """A note for each reason why labels of the source have no picture left.

    >>> lost({"c": "its folder gave no picture", "d": "its folder gave no picture"})
    ['2 labels have no picture left: c, d (its folder gave no picture)']
    """
    told = []
    for reason in sorted(set(why.values())):
        names = [name for name, words in why.items() if words == reason]
        labels = "1 label has" if len(names) == 1 else f"{len(names)} labels have"
        told.append(f"{labels} no picture left: {named(names)} ({reason})")
    return told


def counted(n: int, one: str, *, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "picture"), counted(1200, "answer")
    ('1 picture', '1,200 answers')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


_NAMES = {
    "map50": "mAP50",
    "map50_95": "mAP50-95",
    "picture_f1": "picture F1",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "lda": "LDA",
    "keep together": "kept together",
    "ms": "mean and spread",
    "msg": "mean, spread and quarters",
    "ems": "mean, spread and expanded mean",
    "emsg": "mean, spread, expanded mean and quarters",
}


def plain(name: str) -> str:
    """A name of the program in words.

    >>> plain("log_loss"), plain("macro_f1"), plain("map50_95")
    ('log loss', 'macro F1', 'mAP50-95')
    """
    return _NAMES.get(name, name.replace("_", " "))


def begun(words: str) -> str:
    """The beginning of a sentence.

    >>> begun("macro F1"), begun("mAP50")
    ('Macro F1', 'mAP50')
    """
    return words if words[1:2].isupper() else words[:1].upper() + words[1:]


def brief(value: object) -> str:
    """`value` as Python writes it; what cannot be written (a number of 5,000 digits) by its type."""
    try:
        return repr(value)
    except (ValueError, RecursionError):
        return f"{type(value).__name__} too long to be shown"


def _in_json(letter: str) -> str:
    return letter if letter.isprintable() else json.dumps(letter)[1:-1]
