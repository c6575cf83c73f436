"""What a person should know about a split, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

_WORDS = {
    "bridge": "new items that resemble both training and test items stay out of both, so that no item moves",
    "leak": "training items with a near duplicate in the sealed test part are not trained on",
    "untrained": "test items of a class without training items are not tested",
}


def left_out(parts: Sequence[str]) -> list[str]:
    """A note for each reason to leave items out.

    >>> left_out(["train", "leak"])
    ['1 left out: training items with a near duplicate in the sealed test part are not trained on.']
    """
    n = Counter(parts)
    return [f"{n[reason]} left out: {words}." for reason, words in _WORDS.items() if n[reason]]


def untested(strata: Sequence[str], parts: Sequence[str]) -> list[str]:
    """A note on the classes that are trained on and not tested.

    >>> untested(["cat", "dog", "dog"], ["train", "train", "test"])
    ['No test item stands for: cat.']
    """
    pairs = set(zip(strata, parts, strict=True))
    names = sorted(s for s, part in pairs if part == "train" and (s, "test") not in pairs)
    return [f"No test item stands for: {', '.join(names)}."] if names else []


def mixed(family: Sequence[str], strata: Sequence[str], *, path: Sequence[str]) -> list[str]:
    """A note on families with more than one class: near duplicates with different labels, or given groups.

    >>> mixed(["f", "f"], ["cat", "dog"], path=["cat/1.jpg", "dog/1.jpg"])
    ['Families with more than one class: 1, for example cat/1.jpg and dog/1.jpg. Check their labels.']
    """
    paths: dict[str, dict[str, str]] = {}
    for one, stratum, name in zip(family, strata, path, strict=True):
        paths.setdefault(one, {}).setdefault(stratum, name)
    pairs = sorted(list(names.values())[:2] for names in paths.values() if len(names) > 1)
    if not pairs:
        return []
    return [
        f"Families with more than one class: {len(pairs)}, for example {' and '.join(pairs[0])}."
        " Check their labels."
    ]
