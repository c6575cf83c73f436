"""What a kill left undone is done by the next who looks."""

from __future__ import annotations

from peel.bundle import pointer
from peel.feedback import happened, ledger
from peel.images.digest import of_file
from peel.registry.promote import offer, promote, rollback
from peel.registry.registry import Origin
from peel.registry.settle import settle
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import onnx_bytes
from tests.unit.registry.conftest import git, yes


def _first(project, registry):
    model = offer(registry, project.build(), origin=Origin(), now=1.0)
    return promote(registry, model, decision=yes())


def _deeds(registry):
    return [(one.what, one.details.get("version")) for one in ledger.read(registry.store)]


def test_deeds_are_in_the_ledger(project, registry):
    _first(project, registry)
    second = offer(registry, project.build("b"), origin=Origin(), now=1.0)
    promote(registry, second, decision=yes(override="t"))
    rollback(registry, decision=yes())
    assert _deeds(registry) == [
        ("register", "v1.0.0"),
        ("promote", "v1.0.0"),
        ("register", "v1.1.0"),
        ("promote", "v1.1.0"),
        ("override", "v1.1.0"),
        ("rollback", "v1.0.0"),
    ]
    assert ledger.verify(registry.store) is None


def test_settling_twice_changes_nothing(project, registry):
    told = _first(project, registry)
    before = ledger.read(registry.store), git(project.folder, "tag")
    assert settle(registry) == told
    assert (ledger.read(registry.store), git(project.folder, "tag")) == before


def test_pointer_alone_is_enough(project, registry):
    """Killed right after the switch: nothing else knows of it yet."""
    first = _first(project, registry)
    second = offer(registry, project.build("b"), origin=Origin(), now=1.0)
    promote(registry, second, decision=yes(override="t"))
    before = len(_deeds(registry))
    pointer.write(registry.state, first)
    standing = settle(registry)
    assert standing.digest == first.digest
    assert of_file(project.folder / "bundle/bundle.json") == first.digest
    assert len(_deeds(registry)) == before + 1


def test_second_rollback_finishes_the_first(project, registry):
    first = _first(project, registry)
    second = offer(registry, project.build("b"), origin=Origin(), now=1.0)
    told = promote(registry, second, decision=yes(override="t"))
    back = {"digest": first.digest, "version": "v1.0.0", "previous": second, "override": ""}
    pointer.write(registry.state, told.model_copy(update=back))
    assert rollback(registry, decision=yes()).digest == first.digest


def test_change_tells_the_names(project, registry):
    _first(project, registry)
    names = LabelSpace(names=("blue", "green", "yellow"))
    model = onnx_bytes('["blue", "green", "yellow"]')
    made = project.make_bundle("made/names", name="peel", space=names, model=model)
    other = offer(registry, made, origin=Origin(), now=1.0)
    assert promote(registry, other, decision=yes(override="t")).version == "v2.0.0"
    told = [one.data for one in happened.after(registry.store, 0) if one.type == "champion"]
    assert [(one["added"], one["removed"]) for one in told] == [([], []), (["yellow"], ["red"])]
    assert told[1]["previous_version"] == "v1.0.0"


def test_reason_given_again_is_noted_again(project, registry):
    _first(project, registry)
    second = offer(registry, project.build("b"), origin=Origin(), now=1.0)
    for now in (2.0, 4.0):
        promote(registry, second, decision=yes(now, override="the old camera is gone"))
        rollback(registry, decision=yes(now + 1))
    given = [one.at for one in ledger.read(registry.store) if one.what == "override"]
    assert given == [2.0, 4.0]
    rollback(
        registry, decision=yes(6.0)
    )  # which puts the second one back, with the reason that it has
    assert [one.what for one in ledger.read(registry.store)][-1] == "promote"
