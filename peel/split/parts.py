"""From stated, remembered and drawn parts to one part for each item."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from peel.split import draw, stratify
from peel.split.draw import Counts, Held, Size, add
from peel.split.given import Given, Rule
from peel.split.leaks import Links, cut_chains, find_links, join, no_links, only
from peel.split.siblings import find_siblings
from peel.split.stratify import Family

# A family of near duplicates may hold this many items, or this share of its stratum if that is more.
_FAMILY_ITEMS, _FAMILY_SHARE = 20, 0.05


class Pictures(NamedTuple):
    """The columns that parts depend on, one entry an item; `thumbs` is (n, 256) uint8.

    `placed` are the coordinates of what a network sees (peel.split.siblings); without it thumbnails are compared.
    """

    item: Sequence[str]
    pixels: Sequence[str]
    group: Sequence[str]
    strata: Sequence[tuple[str, ...]]
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
    links = cut_chains(links, limits=_limits([pictures.strata[i] for i in keep]))
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
    """What the source states, as train and test, and what was decided, in words.

    Where it seals nothing, all are empty, but those of training items beside items without a part: those are never sealed.

    A validation part without a test part is the sealed test, since the search cross-validates; beside a test
    part it joins training. An item without a part beside others with one joins training.
    """
    n = Counter(parts)
    if not n["test"] and not n["val"]:
        return list(parts) if n[""] else [""] * len(parts), []
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


class Told(NamedTuple):
    """What is known of each item before parts are drawn: its part of an earlier run, and `train` where its source says so; else ""."""

    known: Sequence[str]
    stated: Sequence[str]


def assign(
    pictures: Pictures, *, told: Told, rule: Rule, everything: Grouping
) -> tuple[list[str], list[str]]:
    """The part (train, test, bridge, leak) and the family of each item where Peel draws.

    An item keeps its known part; a new one follows its family. A new one whose family has known items in
    both parts is a bridge: it stays out, now and later, so that neither part has to give up an item. A new one that is
    stated for training is never drawn for the test; beside a sealed one it is a leak (`seal`).
    """
    known = told.known
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
    pinned = {f for f, part in zip(family, told.stated, strict=True) if part and not sides[f]}
    sides = {**sides, **{f: {"train"} for f in pinned}}

    def follow(i: int) -> str:
        if i in without:
            return "bridge"
        return told.stated[i] or min(sides.get(family[i], ()), default="")

    followed = [part or follow(i) for i, part in enumerate(known)]
    chosen = _draw_test(pictures.strata, family, followed=followed, rule=rule)
    drawn = ["test" if f in chosen else "train" for f in family]
    return [part or new for part, new in zip(followed, drawn, strict=True)], family


def seal(
    parts: Sequence[str], *, family: Sequence[str], strata: Sequence[tuple[str, ...]]
) -> list[str]:
    """The parts without training items that have a sealed item in their family (they become "leak").

    Test items of a stratum that nothing is trained on become "untrained": no answer could be right. Without strata none does.
    """
    sealed = {f for f, part in zip(family, parts, strict=True) if part == "test"}
    closed = [
        "leak" if part == "train" and f in sealed else part
        for f, part in zip(family, parts, strict=True)
    ]
    trained = {
        s for each, part in zip(strata, closed, strict=True) for s in each if part == "train"
    }
    return [
        "untrained" if part == "test" and not trained.issuperset(each) else part
        for each, part in zip(strata, closed, strict=True)
    ]


def untrained(strata: Sequence[tuple[str, ...]], parts: Sequence[str]) -> set[str]:
    """What test items show and no training item.

    >>> untrained([("cat",), ("cat", "dog")], ["train", "test"])
    {'dog'}
    """
    placed = [(part, s) for each, part in zip(strata, parts, strict=True) for s in each]
    tested, trained = ({s for p, s in placed if p == part} for part in ("test", "train"))
    return tested - trained


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


def draw_folds(
    family: Sequence[str], strata: Sequence[tuple[str, ...]], *, seed: int
) -> dict[str, int]:
    """The fold of each family, so that every stratum stands in each."""
    families = count_by_family(family, strata)
    if _is_one_each(strata):
        return draw.draw_folds({f: each.counts for f, each in families.items()}, seed=seed)
    return stratify.draw_folds(families, seed=seed)


def count_by_family(family: Sequence[str], strata: Sequence[tuple[str, ...]]) -> dict[str, Family]:
    """Each family with its items, and how many of them count for each stratum."""
    n = Counter(family)
    counts: dict[str, Counts] = {f: Counter() for f in n}
    for f, each in zip(family, strata, strict=True):
        counts[f].update(each)
    return {f: Family(n[f], counts[f]) for f in counts}


def _draw_test(
    strata: Sequence[tuple[str, ...]],
    family: Sequence[str],
    *,
    followed: Sequence[str],
    rule: Rule,
) -> frozenset[str]:
    """The families for the test among those that follow no known part."""
    by_part = {
        part: [i for i, p in enumerate(followed) if p == part] for part in ("", "train", "test")
    }
    new = by_part[""]
    families = count_by_family([family[i] for i in new], [strata[i] for i in new])
    train, test = (
        Family(len(rows), add(Counter(strata[i]) for i in rows))
        for rows in (by_part["train"], by_part["test"])
    )
    size = Size(rule.test_share, rule.max_test_items)
    if not _is_one_each(strata):
        return stratify.draw_test(families, held=(train, test), size=size, seed=rule.seed)
    return draw.draw_test(
        {f: each.counts for f, each in families.items()},
        held=Held(train.counts, test.counts),
        size=size,
        seed=rule.seed,
    )


def _is_one_each(strata: Sequence[tuple[str, ...]]) -> bool:
    return all(len(each) == 1 for each in strata)


def _limits(strata: Sequence[tuple[str, ...]]) -> npt.NDArray[np.int64]:
    counts = Counter(s for each in strata for s in each)
    most = [max((counts[s] for s in each), default=0) for each in strata]
    return np.array([max(_FAMILY_ITEMS, int(_FAMILY_SHARE * n)) for n in most], np.int64)


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
