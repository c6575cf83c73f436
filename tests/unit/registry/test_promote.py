"""There is exactly one champion, and all that is told of it follows the pointer."""

from __future__ import annotations

import json
import subprocess

import pytest
from sqlalchemy import insert, select

from peel import files
from peel.bundle import pointer
from peel.bundle.load import load
from peel.errors import PeelError
from peel.export.publish import publish
from peel.feedback import tables
from peel.images.digest import of_file
from peel.registry import git as tags
from peel.registry.promote import offer, planned, promote, rollback, settled
from peel.registry.registry import Origin, candidate, versions
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import onnx_bytes
from tests.unit.registry.conftest import git, yes


def _promote(project, registry, doc="", override="", **build):
    bundle = project.build(doc, **build)
    origin = Origin(commit=tags.holds(project.folder))
    model = offer(registry, bundle, origin=origin, now=1.0)
    return promote(registry, model, decision=yes(override=override))


def _stands(project):
    return of_file(project.folder / "bundle/bundle.json")


def test_first_pass_becomes_version_one(project, registry):
    told = _promote(project, registry)
    assert (told.version, told.sequence, told.by) == ("v1.0.0", 1, "me")
    assert pointer.read(registry.state) == told
    assert _stands(project) == told.digest
    assert load(project.folder / "bundle").card.verdict.verdict == "pass"
    (version,) = versions(registry.store)
    assert (version.model, version.version) == (told.digest, "v1.0.0")
    assert candidate(registry.store, told.digest).state == "promoted"


def test_version_is_a_tag_of_its_commit(project, registry):
    _promote(project, registry)
    head = git(project.folder, "rev-parse", "HEAD")
    assert git(project.folder, "tag").split() == ["peel#champion#1", "peel@v1.0.0"]
    assert git(project.folder, "rev-parse", "peel@v1.0.0^{commit}") == head


def test_second_call_changes_nothing(project, registry):
    told = _promote(project, registry)
    assert promote(registry, told.digest, decision=yes(now=9.0)) == told


@pytest.mark.parametrize("verdict", ["fail", "undecided"])
def test_first_champion_must_have_passed(project, registry, verdict):
    with pytest.raises(PeelError, match="P874"):
        _promote(project, registry, verdict=verdict)
    assert pointer.read(registry.state) is None
    told = _promote(project, registry, "b", override="a test", verdict=verdict)
    assert told.override == "a test"


def test_challenger_needs_the_gate(project, registry):
    first = _promote(project, registry)
    with pytest.raises(PeelError, match="P874"):
        _promote(project, registry, "b")
    assert pointer.read(registry.state) == first


def test_rollback_puts_the_former_back(project, registry):
    first = _promote(project, registry)
    second = _promote(project, registry, "b", override="a test")
    assert (second.version, second.previous) == ("v1.1.0", first.digest)
    back = rollback(registry, decision=yes())
    assert (back.version, back.digest, back.sequence) == ("v1.0.0", first.digest, 3)
    assert back.override == ""
    assert _stands(project) == first.digest
    assert rollback(registry, decision=yes()).digest == second.digest
    assert len(versions(registry.store)) == 2


def test_rollback_goes_to_a_named_version(project, registry):
    told = [_promote(project, registry, doc, override="t") for doc in "abc"]
    assert rollback(registry, decision=yes(), to=told[0].digest).version == "v1.0.0"


def test_first_champion_has_nothing_before(project, registry):
    _promote(project, registry)
    with pytest.raises(PeelError, match="P879"):
        rollback(registry, decision=yes())


def test_only_registered_models_are_put_back(project, registry):
    _promote(project, registry)
    other = offer(registry, project.build("b"), origin=Origin(), now=1.0)
    with pytest.raises(PeelError, match="P876"):
        rollback(registry, decision=yes(), to=other)


def test_champion_tag_moves_with_the_pointer(project, registry):
    _promote(project, registry)
    first = git(project.folder, "rev-parse", "HEAD")
    _promote(project, registry, "b", override="t")
    rollback(registry, decision=yes())
    assert git(project.folder, "rev-parse", "peel#champion#3^{commit}") == first


def test_uncommitted_build_gets_no_tag(project, registry):
    told = _promote(project, registry, commit=False)
    assert git(project.folder, "tag") == ""
    git(project.folder, "add", "dvc.lock")
    git(project.folder, "commit", "-qm", "late")
    assert settled(registry) == told
    assert git(project.folder, "tag").split() == ["peel#champion#1", "peel@v1.0.0"]
    assert versions(registry.store)[0].commit == git(project.folder, "rev-parse", "HEAD").strip()


def test_uncommitted_champion_takes_the_tag_back(project, registry):
    """Whoever asks DVC for the champion gets none instead of an earlier one."""
    _promote(project, registry)
    _promote(project, registry, "b", override="t", commit=False)
    assert "peel#champion!#2" in git(project.folder, "tag").split()


def test_persons_tree_stays_as_it_is(project, registry):
    """With something staged, something changed, something new."""
    bundle = project.build()
    folder = project.folder
    (folder / "params.yaml").write_text("report: {title: staged}")
    git(folder, "add", "params.yaml")
    (folder / "params.yaml").write_text("report: {title: changed}")
    (folder / "new.txt").write_text("new")

    def look():
        index = (folder / ".git/index").read_bytes()
        return (
            index,
            git(folder, "status", "--porcelain"),
            git(folder, "rev-parse", "HEAD"),
            git(folder, "branch"),
        )

    before = look()
    model = offer(registry, bundle, origin=Origin(commit=tags.holds(folder)), now=1.0)
    promote(registry, model, decision=yes())
    assert look() == before
    assert (folder / "params.yaml").read_text() == "report: {title: changed}"
    assert len(git(folder, "tag").split()) == 2


def test_new_names_are_a_new_major(project, registry):
    _promote(project, registry)
    names = ("blue", "green", "yellow")
    model = onnx_bytes(names=json.dumps(names))
    made = project.make_bundle("other", name="peel", model=model, space=LabelSpace(names=names))
    other = offer(registry, made, origin=Origin(), now=1.0)
    assert planned(registry, other) == "v2.0.0"


def test_number_of_a_tag_is_taken(project, registry):
    """As after the loss of the store: the tags still know."""
    git(project.folder, "tag", "peel@v1.7.0")
    assert _promote(project, registry).version == "v1.8.0"


def test_project_without_git_has_versions(project, registry):
    subprocess.run(["rm", "-rf", project.folder / ".git"], check=True)
    model = offer(registry, project.make_bundle("alone"), origin=Origin(), now=1.0)
    assert promote(registry, model, decision=yes()).version == "v1.0.0"


def test_incident_stays_until_the_model_answers(project, registry):
    """The server may not be able to follow: then it is red still."""
    with registry.store.writing() as connection:
        connection.execute(
            insert(tables.incidents).values(epoch=1, name="", opened_at=0.5, evidence="{}")
        )
    _promote(project, registry)
    with registry.store.reading() as connection:
        row = connection.execute(select(tables.incidents)).one()
    assert row.closed_at is None


def test_swapped_file_is_not_promoted(project, registry):
    model = offer(registry, project.build(), origin=Origin(), now=1.0)
    (registry.state.models / model / "model.onnx").write_bytes(b"another")
    with pytest.raises(PeelError, match="P872"):
        promote(registry, model, decision=yes())


def test_swapped_card_is_not_promoted(project, registry):
    model = offer(registry, project.build(verdict="fail"), origin=Origin(), now=1.0)
    card = registry.state.models / model / "bundle.json"
    card.write_text(card.read_text().replace('"fail"', '"pass"'))
    with pytest.raises(PeelError, match="P872"):
        promote(registry, model, decision=yes())


def test_forged_pointer_stops_and_is_replaced(project, registry):
    told = _promote(project, registry)
    forged = told.model_copy(update={"digest": "b" * 64})
    registry.state.pointer.write_text(forged.to_json())
    with pytest.raises(PeelError, match="P870"):
        rollback(registry, decision=yes())
    with pytest.raises(PeelError, match="P870"):
        promote(registry, told.digest, decision=yes())
    assert rollback(registry, decision=yes(), to=told.digest).sequence == 2


def test_pointer_that_is_gone_lets_nobody_in(project, registry):
    told = _promote(project, registry)
    registry.state.pointer.unlink()
    with pytest.raises(PeelError, match="P877"):
        _promote(project, registry, "b")
    assert rollback(registry, decision=yes(), to=told.digest).sequence == 2


def test_earlier_pointer_is_not_believed(project, registry):
    _promote(project, registry)
    earlier = registry.state.pointer.read_bytes()
    _promote(project, registry, "b", override="t")
    registry.state.pointer.write_bytes(earlier)
    with pytest.raises(PeelError, match="P871"):
        settled(registry)


def test_second_promotion_at_once_is_refused(project, registry):
    model = offer(registry, project.build(), origin=Origin(), now=1.0)
    command = [
        "flock",
        "--no-fork",
        registry.state.folder / ".lock-promote",
        "sh",
        "-c",
        "echo; exec sleep 60",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(PeelError, match="P703"):
            promote(registry, model, decision=yes())
        other.kill()


def test_build_only_offers_a_candidate(project, registry):
    told = _promote(project, registry)
    project.build("b")
    contest = publish(project.folder)
    assert not contest.took_over
    assert "peel promote" in contest.words
    assert _stands(project) == told.digest


def test_bundle_follows_while_nothing_is_built(project, registry):
    told = _promote(project, registry)
    (project.folder / "bundle/model.onnx").write_bytes(b"damaged")
    assert publish(project.folder).took_over
    assert _stands(project) == told.digest
    load(project.folder / "bundle")


def test_running_build_is_not_disturbed(project, registry):
    """`bundle/` follows when it ends."""
    model = offer(registry, project.build(), origin=Origin(), now=1.0)
    lock = project.folder / ".peel/build.lock"
    with files.lock(lock, "a build"):
        promote(registry, model, decision=yes())
        assert not (project.folder / "bundle").exists()
    publish(project.folder)
    assert _stands(project) == model
