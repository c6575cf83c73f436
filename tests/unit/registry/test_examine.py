"""A challenger before the gate, from its pictures to what follows."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import insert, select

from peel.bundle import pointer
from peel.errors import PeelError
from peel.feedback import ledger, tables
from peel.feedback.happened import after
from peel.registry.examine import carry_out, examine, is_due, resume
from peel.registry.promote import offer, promote, reject
from peel.registry.registry import Origin, candidate, enter_judgement, leave
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import onnx_bytes
from tests.unit.registry.conftest import WRONG, use, yes

ASKS = "promote: {min_holdout: 30}\n"
AUTO = "promote: {min_holdout: 30, approve: auto}\n"


@pytest.fixture
def world(project, registry):
    """A champion that takes green for red and a challenger that does not; sealed pictures."""
    project.seal(60)
    (project.folder / "params.yaml").write_text(ASKS)
    old = offer(registry, project.build("old", turn=WRONG), origin=Origin(), now=1.0)
    promote(registry, old, decision=yes())
    return offer(registry, project.build("new"), origin=Origin(), now=2.0)


def _examine(project, registry, model, now=100.0):
    return examine(registry, model, data=project.folder / "data", now=now)


def _looks(registry):
    with registry.store.reading() as connection:
        rows = connection.execute(select(tables.looks)).all()
    return {row.split.split()[0]: row.n for row in rows}


def test_better_model_waits_for_a_yes(project, registry, world):
    use(registry, 60)
    told = _examine(project, registry, world)
    assert (told.verdict, told.look, told.better, told.worse) == ("promote", 1, 40, 0)
    assert carry_out(registry, told, now=100.0) is None
    assert candidate(registry.store, world).state == "better"
    assert candidate(registry.store, world).gate == told
    assert promote(registry, world, decision=yes()).version == "v1.1.0"


def test_better_model_takes_over_by_itself(project, registry, world):
    use(registry, 60)
    (project.folder / "params.yaml").write_text(AUTO)
    told = _examine(project, registry, world)
    assert carry_out(registry, told, now=100.0).by == "gate"


def test_nothing_is_automatic_without_audit(project, registry, world):
    use(registry, 60)
    (project.folder / "params.yaml").write_text(AUTO + "serve: {audit_rate: 0}\n")
    told = _examine(project, registry, world)
    assert carry_out(registry, told, now=100.0) is None


def test_worse_model_is_refused(project, registry, world):
    use(registry, 60)
    promote(registry, world, decision=yes(override="t"))
    old = offer(registry, project.build("older", turn=WRONG), origin=Origin(), now=3.0)
    told = _examine(project, registry, old)
    assert told.verdict == "refuse"
    assert len(told.flips) == 40
    assert candidate(registry.store, old).state == "refused"
    deed = ledger.read(registry.store)[-1]
    assert (deed.who, deed.what, deed.details["model"]) == ("gate", "reject", old)
    with pytest.raises(PeelError, match="P874"):
        promote(registry, old, decision=yes())


def test_few_labels_put_it_beside(project, registry, world):
    use(registry, 6)
    told = _examine(project, registry, world)
    assert told.verdict == "shadow"
    standing = carry_out(registry, told, now=100.0)
    assert (standing.shadow, standing.version) == (world, "v1.0.0")
    assert [one.type for one in after(registry.store, 0)].count("champion") == 1
    assert carry_out(registry, told, now=101.0) == standing
    reject(registry, world, decision=yes(), reason="no")
    assert pointer.read(registry.state).shadow == ""
    assert candidate(registry.store, world).state == "rejected"


@pytest.mark.usefixtures("world")
def test_champion_itself_is_no_challenger(project, registry):
    assert _examine(project, registry, pointer.read(registry.state).digest) is None


def test_looks_are_counted_once_each(project, registry, world):
    use(registry, 60)
    assert [_examine(project, registry, world).look for _ in range(2)] == [1, 1]
    other = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    assert _examine(project, registry, other).look == 2
    assert _examine(project, registry, world).look == 3
    use(registry, 3, seed=9)
    assert _examine(project, registry, world).look == 4
    assert _looks(registry)["fresh"] == 4


@pytest.mark.slow
def test_looks_begin_anew_with_a_champion(project, registry, world):
    """A year later too."""
    use(registry, 60)
    assert _examine(project, registry, world).look == 1
    third = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    assert _examine(project, registry, third).look == 2
    promote(registry, world, decision=yes())
    assert _examine(project, registry, third).look == 1
    use(registry, 3, seed=9)
    assert _examine(project, registry, third).look == 2
    assert _examine(project, registry, third, now=365 * 86_400.0).look == 1


def test_few_labels_spend_no_look(project, registry, world):
    use(registry, 6)
    _examine(project, registry, world)
    assert "fresh" not in _looks(registry)


def test_worn_part_is_told(project, registry, world):
    """Each challenger wears it once."""
    name = hashlib.sha256((project.folder / "data/split/test.parquet").read_bytes()).hexdigest()
    with registry.store.writing() as connection:
        connection.execute(insert(tables.looks).values(split=f"sealed {name[:24]}", n=7))
    words = [_examine(project, registry, world).words for _ in range(2)]
    assert "have judged" not in words[1]
    other = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    assert "have judged 9 times" in _examine(project, registry, other).words


def test_no_of_a_person_lasts(project, registry, world):
    use(registry, 60)
    (project.folder / "params.yaml").write_text(AUTO)
    reject(registry, world, decision=yes(), reason="no")
    told = _examine(project, registry, world)
    assert (told.verdict, told.words) == (
        "refuse",
        "the champion stays, for me said no on 1970-01-01T00:00:01Z: no",
    )
    assert carry_out(registry, told, now=100.0) is None
    assert candidate(registry.store, world).state == "rejected"


def test_no_stands_against_a_later_yes(project, registry, world):
    use(registry, 60)
    told = _examine(project, registry, world)
    reject(registry, world, decision=yes(), reason="no")
    with registry.store.writing() as connection:
        enter_judgement(connection, told)
    assert candidate(registry.store, world).state == "rejected"


def test_useless_labels_bring_no_looks(project, registry, world):
    """Their names are known to one of the two at most."""
    use(registry, 60, says="mauve")
    told = _examine(project, registry, world)
    assert (told.n, told.labels, told.verdict) == (0, 60, "shadow")
    assert not _is_due(registry, world)


def test_kill_after_the_yes_loses_nothing(project, registry, world):
    use(registry, 60)
    (project.folder / "params.yaml").write_text(AUTO)
    _examine(project, registry, world)
    assert len(resume(registry, now=101.0)) == 1
    assert pointer.read(registry.state).digest == world
    assert resume(registry, now=102.0) == []


def test_kill_before_a_trial_loses_nothing(project, registry, world):
    use(registry, 6)
    _examine(project, registry, world)
    resume(registry, now=101.0)
    assert pointer.read(registry.state).shadow == world


def test_yes_waits_for_a_person(project, registry, world):
    use(registry, 60)
    _examine(project, registry, world)
    assert resume(registry, now=101.0) == []


@pytest.mark.usefixtures("world")
def test_candidates_in_work_are_left_alone(project, registry):
    use(registry, 60)
    (project.folder / "params.yaml").write_text(AUTO)
    model = offer(registry, project.build("of a run"), origin=Origin(run="r"), now=3.0)
    with registry.store.writing() as connection:
        row = {"id": "r", "trigger": "red", "step": "judge", "notes": "{}", "started_at": 1.0}
        connection.execute(insert(tables.runs).values(row))
    assert not _is_due(registry, model)
    _examine(project, registry, model)
    assert resume(registry, now=101.0) == []


def test_earlier_comparison_is_no_yes(project, registry, world):
    """Better than the champion before is not better than this one."""
    use(registry, 60)
    other = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    _examine(project, registry, other)
    promote(registry, world, decision=yes(override="t"))
    with pytest.raises(PeelError, match=r"P874.*earlier champion"):
        promote(registry, other, decision=yes())


@pytest.mark.usefixtures("world")
def test_strange_names_cannot_be_compared(project, registry):
    names = LabelSpace(names=("a", "b", "c"))
    made = project.make_bundle(
        "made/names", name="peel", space=names, model=onnx_bytes('["a", "b", "c"]')
    )
    told = _examine(project, registry, offer(registry, made, origin=Origin(), now=1.0))
    assert told.verdict == "refuse"
    assert told.added == ("a", "b", "c")
    assert told.removed == ("blue", "green", "red")


def _is_due(registry, model):
    return is_due(registry, candidate(registry.store, model), now=100.0)


def test_looks_come_when_labels_have_doubled(project, registry, world):
    assert _is_due(registry, world)
    use(registry, 20)
    carry_out(registry, _examine(project, registry, world), now=100.0)
    assert not _is_due(registry, world)
    use(registry, 19, seed=8)
    assert not _is_due(registry, world)
    use(registry, 1, seed=9)
    assert _is_due(registry, world)


def test_new_champion_makes_it_due(project, registry, world):
    use(registry, 60)
    _examine(project, registry, world)
    assert not _is_due(registry, world)
    other = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    _examine(project, registry, other)
    assert not _is_due(registry, other)
    promote(registry, world, decision=yes())
    assert _is_due(registry, other)
    assert not _is_due(registry, world)


def test_newer_challenger_takes_the_place(project, registry, world):
    other = offer(registry, project.build("third"), origin=Origin(), now=3.0)
    for model in (world, other):
        carry_out(registry, _examine(project, registry, model), now=100.0)
    assert pointer.read(registry.state).shadow == other
    left = candidate(registry.store, world)
    assert (left.state, left.decided_by) == ("replaced", other[:12])
    assert not _is_due(registry, world)


def _offer(project, registry, name, now, run=""):
    return offer(registry, project.build(name), origin=Origin(run=run), now=now)


def test_new_champion_replaces_what_was_open(project, registry, world):
    """Of before it, and of the retraining that brought it; what was offered later is looked at, once."""
    use(registry, 60)
    winner = _offer(project, registry, "winner", 4.0, run="r")
    sibling = _offer(project, registry, "sibling", 5.0, run="r")
    later = _offer(project, registry, "later", 6.0)
    _examine(project, registry, world)
    _examine(project, registry, winner)
    reject(registry, sibling, decision=yes(), reason="no")
    other = _offer(project, registry, "other sibling", 5.5, run="r")
    promote(registry, winner, decision=yes(now=7.0))
    for model, state, by in (
        (world, "replaced", "v1.1.0"),
        (other, "replaced", "v1.1.0"),
        (sibling, "rejected", "me"),
        (later, "offered", ""),
        (winner, "promoted", "me"),
    ):
        found = candidate(registry.store, model)
        assert (found.state, found.decided_by) == (state, by)
        assert _is_due(registry, model) == (model == later)


def test_replaced_model_leaves_the_side(project, registry, world):
    """Killed after the store was told, and before the pointer was."""
    carry_out(registry, _examine(project, registry, world), now=100.0)
    with registry.store.writing() as connection:
        leave(connection, beside="f" * 64, now=101.0)
    assert len(resume(registry, now=102.0)) == 1
    assert pointer.read(registry.state).shadow == ""


def test_replaced_model_may_be_asked_about_again(project, registry, world):
    """By a person who names it."""
    use(registry, 60)
    promote(registry, _offer(project, registry, "third", 4.0), decision=yes(override="t"))
    with pytest.raises(PeelError, match=r"P874.*replaced by v1\.1\.0"):
        promote(registry, world, decision=yes())
    _examine(project, registry, world)
    assert candidate(registry.store, world).state != "replaced"
