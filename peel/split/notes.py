"""What a person should know about the items and their split, in words."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence

UNTESTED = "No test item stands for"
_WORDS = {
    "bridge": "new items that resemble both training and test items stay out of both, so that no item moves",
    "leak": "training items with a near duplicate in the sealed test part are not trained on",
    "untrained": "test items with a label that no training item has are not tested",
}


def rule_changed(n_sealed: int) -> str:
    """A note on another seed, share, network or the like.

    >>> rule_changed(3)
    'The rule of the split has changed: what was sealed (3 items) stays sealed, the rest is drawn anew.'
    """
    return (
        f"The rule of the split has changed: what was sealed ({n_sealed} items) stays sealed,"
        " the rest is drawn anew."
    )


def kept_sealed(stated: Sequence[str], *, past: Sequence[str]) -> list[str]:
    """A note on items that the source now gives to training although they were sealed.

    >>> kept_sealed(["train", "test"], past=["test", "test"])[0][:57]
    'The source gives 1 sealed items to training: they stay se'
    """
    n = sum(now == "train" and old == "test" for now, old in zip(stated, past, strict=True))
    if not n:
        return []
    return [
        f"The source gives {n} sealed items to training: they stay sealed."
        " To begin anew with another test part, delete data/split/given.csv."
    ]


def left_out(parts: Sequence[str]) -> list[str]:
    """A note for each reason to leave items out.

    >>> left_out(["train", "leak"])
    ['1 left out: training items with a near duplicate in the sealed test part are not trained on.']
    """
    n = Counter(parts)
    return [f"{n[reason]} left out: {words}." for reason, words in _WORDS.items() if n[reason]]


def beside(names: Sequence[str]) -> list[str]:
    """A note on names that only test items show.

    >>> beside(["owl"])
    ['No training item shows: owl. Test items that do are tested on what else they show.']
    """
    told = f"No training item shows: {', '.join(names)}."
    return [f"{told} Test items that do are tested on what else they show."] if names else []


def untested(strata: Sequence[tuple[str, ...]], parts: Sequence[str]) -> list[str]:
    """A note on the labels that are trained on and not tested.

    >>> untested([("cat",), ("dog",), ("dog",)], ["train", "train", "test"])
    ['No test item stands for: cat.']
    """
    pairs = {(s, part) for each, part in zip(strata, parts, strict=True) for s in each}
    names = sorted(s for s, part in pairs if part == "train" and (s, "test") not in pairs)
    return [f"{UNTESTED}: {', '.join(names)}."] if names else []


def mixed(
    family: Sequence[str], strata: Sequence[tuple[str, ...]], *, path: Sequence[str]
) -> list[str]:
    """A note on families whose items share no label: near duplicates with nothing in common, or given groups.

    >>> mixed(["f", "f"], [("cat",), ("dog",)], path=["cat/1.jpg", "dog/1.jpg"])
    ['Families whose items share no label: 1, for example cat/1.jpg and dog/1.jpg. Siblings, or a wrong label.']
    """
    paths: dict[str, dict[tuple[str, ...], str]] = {}
    for one, each, name in zip(family, strata, path, strict=True):
        if each:
            paths.setdefault(one, {}).setdefault(each, name)
    pairs = sorted(pair for names in paths.values() if (pair := _strangers(names)))
    if not pairs:
        return []
    return [
        f"Families whose items share no label: {len(pairs)}, for example {' and '.join(pairs[0])}."
        " Siblings, or a wrong label."
    ]


def _strangers(paths: Mapping[tuple[str, ...], str]) -> list[str]:
    """The first two paths whose strata have nothing in common."""
    for one, other in itertools.combinations(paths, 2):
        if set(one).isdisjoint(other):
            return [paths[one], paths[other]]
    return []
