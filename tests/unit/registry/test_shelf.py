"""Bundles are kept whole, by the digest of their card."""

from __future__ import annotations

import pytest

from peel.bundle.load import load
from peel.errors import PeelError
from peel.images.digest import of_file
from peel.project.state import state_of
from peel.registry import shelf


def test_bundle_lies_under_its_digest(make_bundle, tmp_path):
    bundle = make_bundle("export", model_name="candidate.onnx")
    (bundle / "trained_on.bin").write_bytes(b"12345678")
    digest = shelf.put(state_of(tmp_path), bundle)
    kept = shelf.folder(state_of(tmp_path), digest)
    assert digest == of_file(bundle / "bundle.json")
    assert {p.name for p in kept.iterdir()} == {
        "bundle.json", "golden.npz", "model.onnx", "trained_on.bin",
    }  # fmt: skip
    load(kept)
    assert shelf.find(state_of(tmp_path)) == [digest]


def test_place_of_a_bundle_is_not_kept(make_bundle, tmp_path):
    bundle = make_bundle()
    (bundle / "placed.json").write_text("{}")
    digest = shelf.put(state_of(tmp_path), bundle)
    assert not (shelf.folder(state_of(tmp_path), digest) / "placed.json").exists()


@pytest.mark.parametrize("name", ["model.onnx", "golden.npz", "bundle.json"])
def test_damaged_copy_is_refused_and_replaced(make_bundle, tmp_path, name):
    state, bundle = state_of(tmp_path), make_bundle()
    digest = shelf.put(state, bundle)
    (state.models / digest / name).write_bytes(b"other")
    with pytest.raises(PeelError, match="P872"):
        shelf.card(state, digest)
    assert shelf.put(state, bundle) == digest
    assert shelf.card(state, digest).verdict.verdict == "pass"


def test_damaged_bundle_is_not_kept(make_bundle, tmp_path):
    bundle = make_bundle()
    (bundle / "model.onnx").write_bytes(b"damaged")
    with pytest.raises(PeelError, match="P660"):
        shelf.put(state_of(tmp_path), bundle)
    assert shelf.find(state_of(tmp_path)) == []


def test_missing_model_is_refused(tmp_path):
    with pytest.raises(PeelError, match="P872"):
        shelf.folder(state_of(tmp_path), "0" * 64)
