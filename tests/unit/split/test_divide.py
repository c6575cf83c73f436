"""The whole split on a table: parts, folds, report, and what never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from peel.errors import PeelError
from peel.problem import find
from peel.split.divide import Good, Split, divide
from peel.split.given import Given, Rule, from_text, to_text
from peel.types.split import SplitReport

RULE = Rule(0, 0.2, "keep together")
SCENES = np.random.default_rng(2).integers(0, 256, (300, 256)).astype(np.float64)


def _table(scenes: Sequence[np.ndarray], **columns: Sequence[str]) -> pa.Table:
    thumbs = [np.clip(scene, 0, 255).astype(np.uint8).tobytes() for scene in scenes]
    n = len(thumbs)
    item = [hashlib.sha256(t).hexdigest() for t in thumbs]
    default = {
        "item": item,
        "pixels": item,
        "path": [f"{i:03d}.png" for i in range(n)],
        "label": [("ant", "bee")[i % 2] for i in range(n)],
        "part": [""] * n,
        "group": [""] * n,
        "thumb": thumbs,
    }
    return pa.table(default | columns)


def _split(table: pa.Table, rule: Rule = RULE, given: Given | None = None) -> Split:
    return divide(Good(table, find("classification")), rule=rule, given=given)


def _paths(table: pa.Table) -> set[str]:
    return set(table["path"].to_pylist())


def test_each_item_is_in_one_part() -> None:
    found = _split(_table(SCENES[:100]))
    assert _paths(found.train) | _paths(found.test) == {f"{i:03d}.png" for i in range(100)}
    assert (found.report.n_train, found.report.n_test) == (80, 20)
    assert found.report.classes == {
        "ant": {"train": 40, "test": 10},
        "bee": {"train": 40, "test": 10},
    }


def test_rows_are_sorted_by_item() -> None:
    found = _split(_table(SCENES[:40]))
    for table in (found.train, found.test):
        assert table["item"].to_pylist() == sorted(table["item"].to_pylist())


def test_order_of_rows_changes_nothing() -> None:
    table = _table(SCENES[:60])
    found, other = _split(table), _split(table.take(list(reversed(range(60)))))
    assert found.train.equals(other.train)
    assert found.test.equals(other.test)
    assert found.given == other.given


def test_folds_are_for_training_only() -> None:
    found = _split(_table(SCENES[:100]))
    assert np.bincount(found.train["fold"].to_numpy()).tolist() == [16] * 5
    assert set(found.test["fold"].to_pylist()) == {-1}


def test_family_stays_in_one_part_and_fold() -> None:
    found = _split(_table([*SCENES[:60], *(SCENES[:40] * 0.9)]))
    places: dict[str, set[tuple[str, int]]] = {}
    for side in ("train", "test"):
        table = getattr(found, side)
        for family, fold in zip(
            table["family"].to_pylist(), table["fold"].to_pylist(), strict=True
        ):
            places.setdefault(family, set()).add((side, fold))
    assert len(places) == 60
    assert all(len(place) == 1 for place in places.values())


def test_leak_of_careless_split_is_measured() -> None:
    leak = _split(_table([*SCENES[:60], *(SCENES[:40] * 0.9)])).report.leak
    assert leak["n_pairs"] == 40
    assert leak["careless_share"] == pytest.approx(0.8 * 0.8, abs=0.1)
    assert leak["careless_n"] == pytest.approx(leak["careless_share"] * leak["n_drawn"], abs=1)
    assert leak["stated_share"] == 0
    assert len(leak["pairs_examples"]) == 5
    assert all(int(b[:3]) - int(a[:3]) == 60 for a, b in leak["pairs_examples"])


def test_ignored_near_duplicates_are_not_measured() -> None:
    rule = RULE._replace(near_duplicates="ignore")
    leak = _split(_table([*SCENES[:20], *(SCENES[:20] * 0.9)]), rule).report.leak
    assert (leak["n_pairs"], leak["careless_share"], leak["method"]) == (
        0,
        0,
        "the same pixels only",
    )


def test_twenty_added_items_move_none() -> None:
    old = _split(_table(SCENES[:200]))
    added = [*SCENES[200:215], *(SCENES[3:8] * 0.9)]
    new = _split(_table([*SCENES[:200], *added]), given=old.given)
    assert _paths(old.train) <= _paths(new.train)
    assert _paths(old.test) <= _paths(new.test)
    assert (new.report.moved, new.report.left_out["bridge"]) == (0, 0)
    assert new.report.n_train + new.report.n_test == 220


def test_added_copies_follow_their_family() -> None:
    old = _split(_table(SCENES[:50]))
    copies = [f"{i + 50:03d}.png" for i in range(50)]
    new = _split(_table([*SCENES[:50], *(SCENES[:50] * 0.9)]), given=old.given)
    sealed = {f"{int(path[:3]) + 50:03d}.png" for path in _paths(old.test)}
    assert _paths(new.test) & set(copies) == sealed


def test_bridge_is_counted_and_remembered() -> None:
    old = _split(_table(SCENES[:50]))
    one, other = (SCENES[int(min(_paths(side))[:3])] for side in (old.train, old.test))
    mean, step = (one + other) / 2, (one - other) * 0.11
    ends = _table([mean + step, mean - step, *SCENES[:50]])
    given = Given(
        RULE,
        dict(old.given.parts)
        | dict(zip(ends["item"].to_pylist()[:2], ["train", "test"], strict=True)),
    )
    table = _table([mean + step, mean - step, *SCENES[:50], mean])
    for _ in range(2):
        found = _split(table, given=given)
        assert found.report.left_out == {"bridge": 1, "leak": 0, "untrained": 0}
        assert "052.png" not in _paths(found.train) | _paths(found.test)
        assert "1 left out: new items that resemble both" in found.report.notes[0]
        given = found.given


@pytest.mark.parametrize(
    ("changed", "n"),
    [
        ({"seed": 1}, 20),
        ({"test_share": 0.1}, 20),
        ({"test_share": 0.4}, 40),
        ({"max_test_items": 10}, 20),
        ({"near_duplicates": "ignore"}, 20),
        ({"method": "another"}, 20),
    ],
)
def test_changed_rule_unseals_none(changed: dict[str, object], n: int) -> None:
    old, table = _split(_table(SCENES[:100])), _table(SCENES[:100])
    new = _split(table, RULE._replace(**changed), old.given)
    assert "what was sealed (20 items) stays sealed" in new.report.notes[0]
    assert _paths(new.test) >= _paths(old.test)
    assert (len(new.test), new.report.left_out) == (n, {"bridge": 0, "leak": 0, "untrained": 0})


def test_new_siblings_of_sealed_items_leave_training() -> None:
    """Joined by the old rule were only the same pixels; by the new one copies are siblings."""
    table = _table([*SCENES[:40], *(SCENES[:40] * 0.9)])
    old = _split(table, RULE._replace(near_duplicates="ignore"))
    new = _split(table, given=old.given)
    sealed = {int(path[:3]) % 40 for path in _paths(old.test)}
    assert _paths(new.test) == _paths(old.test)
    assert sealed.isdisjoint(int(path[:3]) % 40 for path in _paths(new.train))
    assert new.report.left_out["leak"] == 80 - len(new.train) - len(new.test) > 0
    assert any("near duplicate in the sealed test part" in note for note in new.report.notes)


def test_source_cannot_unseal_items() -> None:
    old = _split(_table(SCENES[:20], part=["train"] * 16 + ["test"] * 4))
    new = _split(_table(SCENES[:20], part=["train"] * 18 + ["test"] * 2), given=old.given)
    assert (new.report.moved, new.report.n_test) == (0, 4)
    assert "The source gives 2 sealed items to training" in new.report.notes[0]


def test_removed_items_stay_sealed_under_another_rule() -> None:
    old = _split(_table(SCENES[:60]))
    middle = _split(_table(SCENES[:30]), RULE._replace(seed=1), given=old.given)
    new = _split(_table(SCENES[:60]), RULE._replace(seed=1), given=middle.given)
    assert _paths(new.test) >= _paths(old.test)


def test_parts_survive_their_file() -> None:
    found = _split(_table(SCENES[:30]))
    assert _split(_table(SCENES[:30]), given=from_text(to_text(found.given))).given == found.given


def test_removed_items_keep_their_part() -> None:
    old = _split(_table(SCENES[:60]))
    middle = _split(_table(SCENES[:30]), given=old.given)
    assert _split(_table(SCENES[:60]), given=middle.given).given == old.given


def test_given_parts_are_respected() -> None:
    part = ["train"] * 14 + ["val"] * 2 + ["test"] * 4
    found = _split(_table(SCENES[:20], part=part))
    assert found.report.form == "given"
    assert _paths(found.test) == {"016.png", "017.png", "018.png", "019.png"}
    assert found.report.n_train == 16


def test_given_leak_leaves_training() -> None:
    part = ["train"] * 12 + ["test"] * 8
    found = _split(_table([*SCENES[:16], *(SCENES[:4] * 0.9)], part=part))
    assert found.report.left_out["leak"] == 4
    assert found.report.leak["stated_share"] == 0.5
    assert _paths(found.train) == {f"{i:03d}.png" for i in range(4, 12)}
    assert found.report.n_test == 8


def test_share_is_irrelevant_beside_given_parts() -> None:
    table = _table(SCENES[:20], part=["train"] * 16 + ["test"] * 4)
    old = _split(table)
    assert _split(table, RULE._replace(test_share=0.5), old.given).report.notes == []


def test_person_moves_what_the_source_states() -> None:
    old = _split(_table(SCENES[:20], part=["train"] * 16 + ["test"] * 4))
    new = _split(_table(SCENES[:20], part=["train"] * 14 + ["test"] * 6), given=old.given)
    assert (new.report.moved, new.report.n_test) == (2, 6)


def test_untrained_class_leaves_the_test() -> None:
    label = ["ant", "bee"] * 8 + ["ant", "bee", "wasp", "wasp"]
    found = _split(_table(SCENES[:20], label=label, part=["train"] * 16 + ["test"] * 4))
    assert found.report.left_out["untrained"] == 2
    assert set(found.test["label"].to_pylist()) == {"ant", "bee"}


def test_picture_of_unknown_thing_is_tested() -> None:
    """The owl of the last picture stands in no training picture: it is taken out, and the bee beside it is asked for."""

    def things(*names: str) -> str:
        return json.dumps([{"box": [0, 0, 9, 9], "name": name} for name in names])

    label = [things("bee")] * 39 + [things("bee", "owl")]
    table = _table(SCENES[:40], label=label, part=["train"] * 30 + ["test"] * 10)
    found = divide(Good(table, find("detection")), rule=RULE, given=None)
    assert found.report.left_out["untrained"] == 0
    said = [json.loads(label) for label in found.test["label"].to_pylist()]
    assert [[thing["name"] for thing in each] for each in said] == [["bee"]] * 10
    assert any("No training item shows: owl." in note for note in found.report.notes)


def test_untested_class_is_noted() -> None:
    found = _split(_table(SCENES[:20], part=["train"] * 18 + ["test", "train"]))
    assert found.report.notes == ["No test item stands for: bee."]


def test_mixed_families_are_noted_without_groups() -> None:
    scenes = [*SCENES[:20], SCENES[0] * 0.9]
    label = ["ant", "bee"] * 10 + ["bee"]
    assert "000.png and 020.png" in _split(_table(scenes, label=label)).report.notes[0]
    grouped = _table(scenes, label=label, group=["film"] * 2 + [""] * 19)
    assert _split(grouped).report.notes == []


def test_groups_stay_together() -> None:
    found = _split(_table(SCENES[:60], group=[f"film {i // 6}" for i in range(60)]))
    groups = [set(table["group"].to_pylist()) for table in (found.train, found.test)]
    assert groups[0].isdisjoint(groups[1])
    assert found.report.families == {"n": 10, "largest": 6, "joined": 60}


def test_one_trained_class_is_refused() -> None:
    table = _table(SCENES[:4], label=["ant"] * 4)
    with pytest.raises(PeelError, match=r"P402 .* got ant;"):
        _split(table)


def test_test_part_alone_is_refused() -> None:
    with pytest.raises(PeelError, match=r"P402 .* got none;"):
        _split(_table(SCENES[:4], part=["test"] * 4))


def test_nothing_to_test_is_refused() -> None:
    table = _table(SCENES[:4], group=["a", "b", "a", "b"])
    with pytest.raises(PeelError, match="P403"):
        _split(table)


def test_training_part_of_one_group_is_refused() -> None:
    part, group = ["train"] * 14 + ["test"] * 6, ["a"] * 14 + ["b"] * 6
    with pytest.raises(PeelError, match=r"P404 .* got 14 training items in 1 group;"):
        _split(_table(SCENES[:20], group=group, part=part))


def test_report_comes_back_from_json() -> None:
    report = _split(_table(SCENES[:30])).report
    assert SplitReport.model_validate_json(report.to_json()) == report
