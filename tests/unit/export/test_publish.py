"""Which candidate takes over, and what becomes of the earlier model."""

from __future__ import annotations

import pytest

from peel import files
from peel.bundle.load import load
from peel.errors import PeelError
from peel.export.publish import publish
from peel.images.digest import of_file
from peel.project.result import model_id
from peel.types.label_space import LabelSpace
from peel.types.placement import Placed


def _candidate(make_bundle, verdict="pass", **card):
    return make_bundle("data/export", model_name="candidate.onnx", verdict=verdict, **card)


def _state(folder):
    return {path.name: of_file(path) for path in folder.iterdir()}


@pytest.fixture
def other(make_onnx):
    """Another model of the same classes, so that its digest differs."""
    return make_onnx(doc="another")


@pytest.mark.parametrize("verdict", ["pass", "fail", "undecided"])
def test_first_candidate_always_takes_over(make_bundle, tmp_path, verdict):
    candidate = _candidate(make_bundle, verdict)
    (candidate / "config.pbtxt").write_text("triton")
    assert publish(tmp_path).took_over
    names = {path.name for path in (tmp_path / "bundle").iterdir()}
    assert names == {"model.onnx", "bundle.json", "golden.npz", "config.pbtxt", "placed.json"}
    assert load(tmp_path / "bundle").card.verdict.verdict == verdict
    assert not (tmp_path / "bundle.previous").exists()


@pytest.mark.parametrize(
    ("candidate", "champion", "wins"),
    [
        ("pass", "fail", True),
        ("fail", "pass", False),
        ("undecided", "pass", False),
        ("fail", "fail", True),
        ("fail", "undecided", True),
    ],
)
def test_champion_yields_only_to_a_pass(make_bundle, tmp_path, other, candidate, champion, wins):
    bundle = make_bundle("bundle", verdict=champion, model=other)
    before = _state(bundle)
    _candidate(make_bundle, candidate)
    assert publish(tmp_path).took_over is wins
    assert (_state(bundle) != before) is wins
    previous = tmp_path / "bundle.previous"
    assert (_state(previous) if previous.exists() else None) == (before if wins else None)


@pytest.mark.parametrize("verdict", ["fail", "undecided", "pass"])
@pytest.mark.parametrize(
    "card",
    [{"kind": "parity"}, {"space": LabelSpace(names=("0", "1", "2"))}],
    ids=["kind", "classes"],
)
def test_model_of_other_things_is_no_champion(make_bundle, tmp_path, other, verdict, card):
    """The digits of a demo do not answer for pictures of one's own."""
    before = _state(make_bundle("bundle", model=other, **card))
    _candidate(make_bundle, verdict)
    told = publish(tmp_path)
    assert told.took_over
    assert "none of its labels; the earlier one lies in bundle.previous/" in told.words
    assert load(tmp_path / "bundle").card.verdict.verdict == verdict
    assert _state(tmp_path / "bundle.previous") == before


def test_failed_model_pushes_no_pass_out(make_bundle, tmp_path, other):
    passed = make_bundle("bundle.previous", model=other)
    before = _state(passed)
    make_bundle("bundle", model=other, verdict="fail")
    _candidate(make_bundle, "fail")
    assert publish(tmp_path).took_over
    assert _state(passed) == before


def test_same_model_takes_its_new_verdict(make_bundle, tmp_path):
    bundle = make_bundle("bundle", models_judged=1)
    files.write_text(
        bundle / "placed.json",
        Placed(name="a", id=load(bundle).card.model_sha256[:12], placed="2020").to_json(),
    )
    _candidate(make_bundle, models_judged=2)
    assert publish(tmp_path).took_over
    assert load(bundle).card.models_judged == 2
    assert Placed.read(bundle / "placed.json").placed == "2020"
    assert not (tmp_path / "bundle.previous").exists()


def test_same_model_keeps_its_earlier_pass(make_bundle, tmp_path):
    bundle = make_bundle("bundle")
    before = _state(bundle)
    _candidate(make_bundle, "fail")
    assert publish(tmp_path).words == "this very model, as it passed when 0.9 was asked for"
    assert _state(bundle) == before


def test_model_has_name_id_and_date(make_bundle, tmp_path):
    _candidate(make_bundle)
    files.write_text(tmp_path / "params.yaml", "report: {title: Hats}")
    publish(tmp_path)
    placed = Placed.read(tmp_path / "bundle" / "placed.json")
    assert placed.name == "Hats"
    assert placed.id == model_id(tmp_path / "bundle")
    assert placed.placed.startswith("20")


def test_untitled_model_is_named_by_folder(make_bundle, tmp_path):
    _candidate(make_bundle)
    files.write_text(tmp_path / "params.yaml", "report: {title: Peel report}")
    publish(tmp_path)
    assert Placed.read(tmp_path / "bundle" / "placed.json").name == tmp_path.name


def test_second_time_asks_nothing(make_bundle, tmp_path):
    _candidate(make_bundle)
    told, before = publish(tmp_path), _state(tmp_path / "bundle")
    (tmp_path / "data/export/golden.npz").write_bytes(b"not read again")
    assert publish(tmp_path) == told
    assert _state(tmp_path / "bundle") == before


def test_damaged_bundle_is_put_there_anew(make_bundle, tmp_path):
    _candidate(make_bundle)
    publish(tmp_path)
    (tmp_path / "bundle/model.onnx").write_bytes(b"damaged")
    publish(tmp_path)
    load(tmp_path / "bundle")


def test_damaged_champion_that_passed_stays(make_bundle, tmp_path, other):
    bundle = make_bundle("bundle", model=other)
    (bundle / "model.onnx").write_bytes(b"damaged")
    before = _state(bundle)
    _candidate(make_bundle, "fail")
    assert not publish(tmp_path).took_over
    assert _state(bundle) == before


def test_damaged_champion_yields_to_a_pass(make_bundle, tmp_path, other):
    bundle = make_bundle("bundle", model=other)
    (bundle / "model.onnx").write_bytes(b"damaged")
    _candidate(make_bundle)
    assert "cannot be opened" in publish(tmp_path).words
    load(bundle)


@pytest.mark.parametrize("text", ["", "{}"])
def test_champion_without_a_card_is_none(make_bundle, tmp_path, text):
    (make_bundle("bundle") / "bundle.json").write_text(text)
    _candidate(make_bundle, "fail")
    assert publish(tmp_path).took_over


def test_bundle_of_newer_peel_stays(make_bundle, tmp_path):
    bundle = make_bundle("bundle")
    (bundle / "bundle.json").write_text('{"schema_": 99}')
    before = _state(bundle)
    _candidate(make_bundle, "fail")
    with pytest.raises(PeelError, match=r"P659"):
        publish(tmp_path)
    assert _state(bundle) == before


def test_damaged_candidate_never_takes_over(make_bundle, tmp_path, other):
    bundle, candidate = make_bundle("bundle", model=other), _candidate(make_bundle)
    (candidate / "candidate.onnx").write_bytes(b"damaged")
    before = _state(bundle)
    with pytest.raises(PeelError, match=r"P660"):
        publish(tmp_path)
    assert _state(bundle) == before


def test_nothing_is_left_beside_the_bundle(make_bundle, tmp_path):
    _candidate(make_bundle)
    publish(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".peel", "bundle", "data"]
