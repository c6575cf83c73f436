"""What a person sees of the registry."""

from __future__ import annotations

from peel.bundle import pointer
from peel.registry import listing
from peel.registry.examine import examine
from peel.registry.promote import offer, promote, put_beside
from peel.registry.registry import Origin, enter_judgement
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import onnx_bytes
from tests.unit.registry.conftest import yes


def test_list_says_who_is_the_champion(project, registry):
    first = offer(registry, project.build(commit=False), origin=Origin(), now=0.0)
    standing = promote(registry, first, decision=yes(override="so"))
    second = offer(registry, project.build("b", "fail"), origin=Origin(), now=0.0)
    assert listing.rows(registry, standing) == [
        ("v1.0.0", first[:12], "pass", "accuracy 0.940", "champion", "1970-01-01T00:00:01Z", "me"),
        ("", second[:12], "fail", "accuracy 0.940", "not compared yet", "1970-01-01T00:00:00Z", ""),
    ]
    notes = listing.notes(registry, standing)
    assert notes == [
        "v1.0.0 is the champion against the gate: so (me)",
        "not in git, so without a tag: v1.0.0",
    ]


def test_damaged_model_is_listed(project, registry):
    first = offer(registry, project.build(), origin=Origin(), now=0.0)
    (registry.state.models / first / "model.onnx").write_bytes(b"")
    ((_, _, *told, _, _, _),) = listing.rows(registry, None)
    assert told == ["P872", "damaged"]


def test_trial_is_told(project, registry):
    first = offer(registry, project.build(), origin=Origin(), now=0.0)
    promote(registry, first, decision=yes())
    second = offer(registry, project.build("b"), origin=Origin(), now=0.0)
    standing = put_beside(registry, second, now=1.0)
    (note,) = listing.notes(registry, standing)
    assert note.startswith(f"{second[:12]} answers beside the champion: of 0 audited answers")


def test_other_names_are_told(project, registry):
    first = offer(registry, project.build(), origin=Origin(), now=0.0)
    promote(registry, first, decision=yes())
    names = LabelSpace(names=("blue", "green", "yellow"))
    model = onnx_bytes('["blue", "green", "yellow"]')
    made = project.make_bundle("made/names", name="peel", space=names, model=model)
    other = offer(registry, made, origin=Origin(), now=1.0)
    project.seal(3)
    told = examine(registry, other, data=project.folder / "data", now=2.0)
    with registry.store.writing() as connection:
        enter_judgement(connection, told.model_copy(update={"verdict": "promote"}))
    waits = [f"{other[:12]} says as well: yellow", f"{other[:12]} no longer says: red"]
    assert listing.notes(registry, pointer.read(registry.state)) == waits
    standing = promote(registry, other, decision=yes())
    stands = ["v2.0.0 says as well: yellow", "v2.0.0 no longer says: red"]
    assert [note for note in listing.notes(registry, standing) if "v2" in note][:2] == stands
