"""Names of labels in one form; those that people take for one another, and cells that hold several."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from peel.errors import PeelError
from peel.sources.source import text
from peel.text import named

# What tables write where a value is missing, in lower case.
MISSING = frozenset(("nan", "none", "null", "na", "n/a", "nat", "<na>", "#n/a", "?", "-"))
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SEPARATORS = "|;,/+& "
SURE = "|;"  # a name of one label hardly holds these


def label_of(name: str) -> str:
    r"""A name as it counts: composed letters (NFC), no blanks around it.

    >>> label_of("Ba\u0308r "), label_of(" ")
    ('Bär', ' ')
    """
    name = text(name)
    return unicodedata.normalize("NFC", name).strip() or name


def look_alikes(counts: Mapping[str, int], *, has_columns: bool = False) -> Iterator[str]:
    """A note on labels that a person may take for one, and one on those that mean 'missing'.

    `has_columns` says that labels may be columns of a table.

    >>> list(look_alikes({"cat": 3, "Cat": 1, "dog": 2}))
    ["labels that look alike are different labels: 'Cat' (1) and 'cat' (3); write them alike if they are one"]
    """
    groups = defaultdict(list)
    for label in sorted(counts):
        groups[_key(label)].append(label)
    alike = [
        " and ".join(f"{label!r} ({counts[label]})" for label in same)
        for same in groups.values()
        if len(same) > 1
    ]
    if alike:
        yield f"labels that look alike are different labels: {named(alike)}; write them alike if they are one"
    missing = [label for label in sorted(counts) if label.lower() in MISSING]
    if missing:
        shown = named([f"{label!r} ({counts[label]})" for label in missing])
        do = "delete the column" if has_columns else "leave the cell empty"
        yield f"labels that look like a missing value count as labels: {shown}; {do} if they are none"


def several(labels: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Those of the different `labels` that are several labels in one cell, with these.

    A cell with | or ; in it is, when one of its parts is a label elsewhere; one with a comma, /, +, & or a
    blank only when all of them are, because names hold these too.

    >>> several(["scab", "rust", "scab rust", "scab|mildew", "golden retriever"])
    {'scab rust': ('scab', 'rust'), 'scab|mildew': ('scab', 'mildew')}
    """
    halves = Counter(part for name in labels for mark in SURE for part in _parts(name, mark))
    shared = {part for part, count in halves.items() if count > 1} | set(labels)
    found = {}
    for label in labels:
        for mark in _SEPARATORS:
            parts = _parts(label, mark)
            test = any if mark in SURE else all
            if len(parts) > 1 and test(part in shared for part in parts):
                found[label] = parts
                break
    return found


def several_labels(names: Collection[str]) -> PeelError:
    """The refusal of a picture with several labels where the kind of problem takes one."""
    return PeelError(
        "P234",
        "several labels for one picture",
        got=", ".join(names),
        allowed="one label: classification answers with one class",
        do="keep the label that matters most; where a picture may have several: peel build --kind multilabel",
    )


def _parts(label: str, mark: str) -> tuple[str, ...]:
    return (
        tuple(part for part in map(str.strip, label.split(mark)) if part) if mark in label else ()
    )


def _key(label: str) -> str:
    """What look-alikes share: no case, width, kind of blank or invisible sign; a number counts by its value."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", label)).casefold().strip()
    if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", plain):
        return repr(float(plain))
    return re.sub(r"(?<=\w)[\s_-]+(?=\w)", " ", plain)
