"""From stated, remembered and drawn parts to one part for each item."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peel.split.draw import Counts, Held, Size, draw_test
from peel.split.given import Given, Rule
from peel.split.leaks import Links, cut_chains, find_links, join, no_links, only
from peel.split.siblings import find_siblings

# A family of near duplicates may hold this many items, or this share of its stratum if that is more.
_FAMILY_ITEMS, _FAMILY_SHARE = 20, 0.05


class Pictures(NamedTuple):
    """The columns that parts depend on, one entry an item; `thumbs` is (n, 256) uint8.

    `placed` are the coordinates of what a network sees (peel.split.siblings); without it thumbnails are compared.
    """

    item: Sequence[str]
    pixels: Sequence[str]
    group: Sequence[str]
    stratum: Sequence[str]
    thumbs: npt.NDArray[np.uint8]
    placed: npt.NDArray[np.float32] | None = None


class Grouping(NamedTuple):
    """The family of each item ("" for one that was left out), and the near duplicates behind it."""

    family: list[str]
    links: Links


def group(
    pictures: Pictures,
    *,
    near_duplicates: str,
    without: frozenset[int],
    known: Sequence[str] | None = None,
) -> Grouping:
    """Families of the pictures whose index is not in `without`.

    Near duplicates, the same pixels and given groups are joined; but near duplicates of `known` different parts
    were judged apart when they came, and stay so however the set grows. A family is named by the smallest
    digest of its items, so that a picture added later seldom renames it.
    """
    rows = [i for i in range(len(pictures.item)) if i not in without]
    keep = np.array(sorted(rows, key=lambda i: pictures.item[i]), np.int64)
    links = no_links() if near_duplicates == "ignore" else _links(pictures, keep)
    links = cut_chains(links, limits=_limits([pictures.stratum[i] for i in keep]))
    sides = np.array([known[i] if known else "" for i in keep], str)
    one, other = sides[links.first], sides[links.second]
    links = only(links, (one == "") | (other == "") | (one == other))
    keys = [[column[i] for i in keep] for column in (pictures.pixels, pictures.group)]
    number = join(links, keys=keys, n=len(keep))
    names: dict[int, str] = {}
    for i, k in zip(keep, number, strict=True):
        names.setdefault(int(k), pictures.item[i])
    family = [""] * len(pictures.item)
    for i, k in zip(keep, number, strict=True):
        family[i] = names[int(k)]
    return Grouping(family, links._replace(first=keep[links.first], second=keep[links.second]))


def read_stated(parts: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the source states, as train and test (all empty where it seals nothing), and what was decided, in words.

    A validation part without a test part is the sealed test, since the search cross-validates; beside a test
    part it joins training. An item without a part beside others with one joins training.
    """
    n = Counter(parts)
    if not n["test"] and not n["val"]:
        return [""] * len(parts), []
    sealed = "test" if n["test"] else "val"
    notes = []
    if sealed == "val":
        notes.append(
            f"The given validation part ({n['val']} items) is the sealed test part: no test part is given,"
            " and the search cross-validates on the training items."
        )
    elif n["val"]:
        notes.append(f"The given validation part ({n['val']} items) joins the training part.")
    if n[""]:
        notes.append(f"{n['']} items state no part, while others do: they join the training part.")
    return ["test" if part == sealed else "train" for part in parts], notes


def recall(known: Sequence[str], *, family: Sequence[str]) -> list[str]:
    """The parts that outlive a changed rule: what is sealed, and what stands beside it in a family now.

    A training item beside a sealed one becomes a leak, which stays out of training, a bridge stays a bridge:
    neither is drawn. All others are free.

    >>> recall(["test", "train", "bridge", "train"], family=["a", "a", "b", "b"])
    ['test', 'leak', '', '']
    """
    beside = {f for f, part in zip(family, known, strict=True) if part == "test"}
    kept = ["leak" if part == "train" else part for part in known]
    return [part if f in beside else "" for f, part in zip(family, kept, strict=True)]


def assign(
    pictures: Pictures, *, known: Sequence[str], rule: Rule, everything: Grouping
) -> tuple[list[str], list[str]]:
    """The part (train, test, bridge, leak) and the family of each item where Peel draws.

    An item keeps its `known` part; a new one follows its family. A new one whose family has known items in
    both parts is a bridge: it stays out, now and later, so that neither part has to give up an item.
    """
    without = frozenset(i for i, part in enumerate(known) if part in ("bridge", "leak"))
    family = everything.family
    if without:
        family = _regroup(pictures, rule, without=without, known=known)
    sides = _sides(family, known)
    bridges = {i for i, f in enumerate(family) if not known[i] and len(sides[f]) > 1}
    if bridges:
        without |= bridges
        family = _regroup(pictures, rule, without=without, known=known)
        sides = _sides(family, known)
    followed = [
        part or ("bridge" if i in without else min(sides[family[i]], default=""))
        for i, part in enumerate(known)
    ]
    chosen = draw_test(
        count_by_family(family, pictures.stratum, only=[not part for part in followed]),
        held=Held(*(_count(pictures.stratum, followed, part=part) for part in ("train", "test"))),
        size=Size(rule.test_share, rule.max_test_items),
        seed=rule.seed,
    )
    drawn = ["test" if f in chosen else "train" for f in family]
    return [part or new for part, new in zip(followed, drawn, strict=True)], family


def seal(parts: Sequence[str], *, family: Sequence[str], strata: Sequence[str]) -> list[str]:
    """The parts without training items that have a sealed item in their family (they become "leak").

    Test items of a stratum that nothing is trained on become "untrained": no answer could be right.
    """
    sealed = {f for f, part in zip(family, parts, strict=True) if part == "test"}
    closed = [
        "leak" if part == "train" and f in sealed else part
        for f, part in zip(family, parts, strict=True)
    ]
    trained = {s for s, part in zip(strata, closed, strict=True) if part == "train"}
    return [
        "untrained" if part == "test" and s not in trained else part
        for s, part in zip(strata, closed, strict=True)
    ]


def remember(
    given: Given | None, *, items: Sequence[str], parts: Sequence[str], rule: Rule
) -> Given:
    """The parts of `given` and the new ones. Items that are no longer there keep theirs; by another rule, if they are sealed.

    Others that come back are new then: a sibling of theirs may have been sealed.
    """
    known = given.parts.items() if given else ()
    kept = {i: part for i, part in known if part == "test" or (given and given.rule == rule)}
    tested = {"untrained": "test"}
    now = {item: tested.get(part, part) for item, part in zip(items, parts, strict=True)}
    return Given(rule, kept | now)


def count_by_family(
    family: Sequence[str], strata: Sequence[str], *, only: Sequence[bool]
) -> Mapping[str, Counts]:
    """Items of each stratum in each family, counting those that `only` marks."""
    counts: dict[str, Counts] = defaultdict(Counter)
    for f, s, marked in zip(family, strata, only, strict=True):
        if marked:
            counts[f][s] += 1
    return counts


def _limits(strata: Sequence[str]) -> npt.NDArray[np.int64]:
    counts = Counter(strata)
    return np.array([max(_FAMILY_ITEMS, int(_FAMILY_SHARE * counts[s])) for s in strata], np.int64)


def _links(pictures: Pictures, keep: npt.NDArray[np.int64]) -> Links:
    if pictures.placed is None:
        return find_links(pictures.thumbs[keep])
    return find_siblings(pictures.placed[keep])


def _regroup(
    pictures: Pictures, rule: Rule, *, without: frozenset[int], known: Sequence[str]
) -> list[str]:
    return group(
        pictures, near_duplicates=rule.near_duplicates, without=without, known=known
    ).family


def _sides(family: Sequence[str], known: Sequence[str]) -> Mapping[str, set[str]]:
    """The known parts (train, test) in each family."""
    sides: dict[str, set[str]] = defaultdict(set)
    for f, part in zip(family, known, strict=True):
        if f and part:
            sides[f].add(part)
    return sides


def _count(strata: Sequence[str], parts: Sequence[str], *, part: str) -> Counts:
    return Counter(s for s, p in zip(strata, parts, strict=True) if p == part)
