"""Stated, remembered and followed parts; bridges; what is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peel.split.given import Given, Rule
from peel.split.parts import (
    Pictures,
    Told,
    assign,
    count_by_family,
    group,
    read_stated,
    remember,
    seal,
)

RULE = Rule(0, 0.2, "keep together")
RNG = np.random.default_rng(1)
SCENES = RNG.integers(0, 256, (60, 256)).astype(np.float64)


def _pictures(scenes: Sequence[np.ndarray], groups: Sequence[str] = ()) -> Pictures:
    n = len(scenes)
    item = [f"{i:02d}" + "0" * 62 for i in range(n)]
    thumbs = np.clip(np.stack(scenes), 0, 255).astype(np.uint8)
    return Pictures(
        item,
        item,
        groups or [""] * n,
        [("cat",), ("dog",)] * (n // 2) + [("cat",)] * (n % 2),
        thumbs,
    )


def _assign(
    pictures: Pictures, known: Sequence[str], stated: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    everything = group(pictures, near_duplicates="keep together", without=frozenset())
    told = Told(known, stated or [""] * len(known))
    return assign(pictures, told=told, rule=RULE, everything=everything)


def _between(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """Two different pictures and a third that is a near duplicate of both."""
    mean = (one + other) / 2
    return [mean + (one - other) * 0.11, mean, mean - (one - other) * 0.11]


def test_family_has_its_smallest_digest() -> None:
    pictures = _pictures([*SCENES[:4], SCENES[2] * 0.9])
    family = group(pictures, near_duplicates="keep together", without=frozenset()).family
    assert family[2] == family[4] == pictures.item[2]
    assert len(set(family)) == 4


def test_ignored_near_duplicates_stay_apart() -> None:
    pictures = _pictures([SCENES[0], SCENES[0] * 0.9])
    assert len(set(group(pictures, near_duplicates="ignore", without=frozenset()).family)) == 2


def test_same_pixels_are_joined_always() -> None:
    pictures = _pictures(SCENES[:3])._replace(pixels=["a", "b", "a"])
    assert len(set(group(pictures, near_duplicates="ignore", without=frozenset()).family)) == 2


def test_given_groups_are_joined() -> None:
    pictures = _pictures(SCENES[:4], ["film", "", "film", ""])
    family = group(pictures, near_duplicates="keep together", without=frozenset()).family
    assert family[0] == family[2]
    assert len(set(family)) == 3


def test_left_out_items_have_no_family() -> None:
    found = group(_pictures(SCENES[:3]), near_duplicates="keep together", without=frozenset({1}))
    assert found.family[1] == ""
    assert "" not in (found.family[0], found.family[2])


def test_links_name_the_items_themselves() -> None:
    pictures = _pictures([SCENES[0], SCENES[1], SCENES[2], SCENES[1] * 0.9])
    links = group(pictures, near_duplicates="keep together", without=frozenset({0})).links
    assert sorted([*links.first, *links.second]) == [1, 3]


def test_nothing_stated_means_drawn() -> None:
    assert read_stated(["", "", ""]) == (["", "", ""], [])
    assert read_stated(["train", "train"]) == (["", ""], [])


def test_training_beside_unstated_stays_stated() -> None:
    assert read_stated(["", "train", ""]) == (["", "train", ""], [])


def test_stated_training_is_never_sealed() -> None:
    pictures = _pictures(SCENES[:40])
    stated = ["train" if i % 4 < 2 else "" for i in range(40)]
    parts = _assign(pictures, [""] * 40, stated)[0]
    assert {part for part, said in zip(parts, stated, strict=True) if said} == {"train"}
    assert parts.count("test") == 8


def test_stated_training_beside_sealed_leaks() -> None:
    pictures = _pictures([*SCENES[:20], SCENES[3] * 0.9, SCENES[4] * 0.9])
    known = ["train", "train", "train", "test", *["train"] * 16, "", ""]
    parts, family = _assign(pictures, known, [""] * 20 + ["train", "train"])
    assert parts[-2:] == ["train", "train"]
    sealed = seal(parts, family=family, strata=pictures.strata)
    assert sealed[-2:] == ["leak", "train"]
    assert sealed[3] == "test"


def test_family_follows_stated_training() -> None:
    pictures = _pictures([*SCENES[:20], SCENES[30], SCENES[30] * 0.9])
    parts, _ = _assign(pictures, ["train"] * 20 + ["", ""], [""] * 20 + ["train", ""])
    assert parts[-2:] == ["train", "train"]


def test_given_test_is_sealed() -> None:
    assert read_stated(["train", "test"]) == (["train", "test"], [])


def test_given_val_alone_is_sealed() -> None:
    parts, notes = read_stated(["train", "val"])
    assert parts == ["train", "test"]
    assert "is the sealed test part" in notes[0]


def test_given_val_beside_test_joins_train() -> None:
    parts, notes = read_stated(["val", "train", "test"])
    assert parts == ["train", "train", "test"]
    assert "joins the training part" in notes[0]


def test_unstated_beside_stated_joins_train() -> None:
    parts, notes = read_stated(["", "test"])
    assert parts == ["train", "test"]
    assert "1 items state no part" in notes[0]


def test_known_items_keep_their_part() -> None:
    known = ["test"] * 9 + ["train"] * 11
    assert _assign(_pictures(SCENES[:20]), known)[0] == known


def test_new_item_follows_its_family() -> None:
    pictures = _pictures([*SCENES[:20], SCENES[3] * 0.9, SCENES[4] * 0.9])
    known = ["train", "train", "train", "test", *["train"] * 16, "", ""]
    assert _assign(pictures, known)[0][-2:] == ["test", "train"]


def test_bridge_stays_out_of_both() -> None:
    one, middle, other = _between(SCENES[0], SCENES[1])
    pictures = _pictures([one, other, *SCENES[2:10], middle])
    known = ["train", "test", *["train"] * 8, ""]
    parts, family = _assign(pictures, known)
    assert parts == [*known[:-1], "bridge"]
    assert family[0] != family[1]
    assert family[-1] == ""


def test_bridge_stays_out_for_good() -> None:
    one, middle, other = _between(SCENES[0], SCENES[1])
    pictures = _pictures([one, other, *SCENES[2:10], middle])
    known = ["train", "test", *["train"] * 8, "bridge"]
    parts, family = _assign(pictures, known)
    assert parts == known
    assert family[0] != family[1]


def test_new_ends_of_bridge_are_one_family() -> None:
    one, middle, other = _between(SCENES[0], SCENES[1])
    parts, family = _assign(_pictures([one, middle, other, *SCENES[2:12]]), [""] * 13)
    assert len(set(family[:3])) == 1
    assert len(set(parts[:3])) == 1


def test_training_siblings_of_test_leave() -> None:
    parts = seal(["train", "test", "train"], family=["a", "a", "b"], strata=[("cat",)] * 3)
    assert parts == ["leak", "test", "train"]


def test_untrained_class_is_not_tested() -> None:
    assert seal(["train", "test"], family=["a", "b"], strata=[("cat",), ("dog",)]) == [
        "train",
        "untrained",
    ]


def test_parts_are_remembered_for_good() -> None:
    old = Given(RULE, {"gone": "test", "a": "train"})
    now = remember(old, items=["a", "b", "c"], parts=["leak", "untrained", "bridge"], rule=RULE)
    assert now.parts == {"gone": "test", "a": "leak", "b": "test", "c": "bridge"}


def test_families_count_items_and_names() -> None:
    counts = count_by_family(["f", "f", "g"], [("cat", "pet"), ("dog", "pet"), ()])
    assert counts == {"f": (2, {"cat": 1, "dog": 1, "pet": 2}), "g": (1, {})}


def test_item_of_untrained_name_is_not_tested() -> None:
    strata = [("cat",), ("cat", "dog"), ("cat",), ()]
    parts = seal(["train", "test", "test", "test"], family=list("abcd"), strata=strata)
    assert parts == ["train", "untrained", "test", "test"]


def test_other_rule_remembers_only_what_is_sealed() -> None:
    """Who was away while the rule changed comes back as new: a sibling of its own may be sealed now."""
    old = Given(RULE, {"gone": "train", "gone too": "test", "a": "train"})
    changed = RULE._replace(seed=RULE.seed + 1)
    assert remember(old, items=["a"], parts=["test"], rule=changed).parts == {
        "gone too": "test",
        "a": "test",
    }
    assert "gone" in remember(old, items=["a"], parts=["test"], rule=RULE).parts
