"""What a person sees of the registry."""

from __future__ import annotations

from peel.registry import listing
from peel.registry.promote import offer, promote, put_beside
from peel.registry.registry import Origin
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
