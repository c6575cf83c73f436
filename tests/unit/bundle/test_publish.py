"""Which candidate takes over."""

from __future__ import annotations

import pytest

from peel.bundle.load import load
from peel.bundle.publish import publish
from peel.errors import PeelError


def _candidate(make_bundle, verdict, name="export"):
    return make_bundle(name, model_name="candidate.onnx", verdict=verdict)


def _state(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("verdict", ["pass", "fail", "undecided"])
def test_first_candidate_always_takes_over(make_bundle, tmp_path, verdict):
    candidate = _candidate(make_bundle, verdict)
    (candidate / "config.pbtxt").write_text("triton")
    assert publish(candidate, tmp_path / "bundle")
    names = {path.name for path in (tmp_path / "bundle").iterdir()}
    assert names == {"model.onnx", "bundle.json", "golden.npz", "config.pbtxt"}
    assert load(tmp_path / "bundle").card.verdict.verdict == verdict


@pytest.mark.parametrize(
    ("candidate", "champion", "wins"),
    [
        ("pass", "pass", True),
        ("pass", "fail", True),
        ("fail", "pass", False),
        ("undecided", "pass", False),
        ("fail", "fail", True),
        ("fail", "undecided", True),
    ],
)
def test_champion_yields_only_to_a_pass(make_bundle, candidate, champion, wins):
    bundle = make_bundle("bundle", verdict=champion, depth=1)
    before = _state(bundle)
    assert publish(_candidate(make_bundle, candidate), bundle) is wins
    assert (_state(bundle) != before) is wins
    assert load(bundle).card.depth == (0 if wins else 1)


def test_damaged_champion_that_passed_stays(make_bundle):
    bundle = make_bundle("bundle")
    (bundle / "model.onnx").write_bytes(b"damaged")
    before = _state(bundle)
    assert not publish(_candidate(make_bundle, "fail"), bundle)
    assert _state(bundle) == before


@pytest.mark.parametrize("text", ["", "{}"])
def test_champion_without_a_card_is_none(make_bundle, text):
    bundle = make_bundle("bundle")
    (bundle / "bundle.json").write_text(text)
    assert publish(_candidate(make_bundle, "fail"), bundle)


def test_bundle_of_newer_peel_stays(make_bundle):
    bundle = make_bundle("bundle")
    (bundle / "bundle.json").write_text('{"schema_": 99}')
    before = _state(bundle)
    with pytest.raises(PeelError, match=r"P659"):
        publish(_candidate(make_bundle, "fail"), bundle)
    assert _state(bundle) == before


def test_damaged_candidate_never_takes_over(make_bundle):
    bundle, candidate = make_bundle("bundle"), _candidate(make_bundle, "pass")
    (candidate / "candidate.onnx").write_bytes(b"damaged")
    before = _state(bundle)
    with pytest.raises(PeelError, match=r"P660"):
        publish(candidate, bundle)
    assert _state(bundle) == before


def test_nothing_is_left_beside_the_bundle(make_bundle, tmp_path):
    bundle = make_bundle("bundle")
    publish(_candidate(make_bundle, "pass"), bundle)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "export"]
