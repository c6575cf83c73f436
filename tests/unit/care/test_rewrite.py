import hashlib

import pytest

from peel.bundle import golden, trained_on
from peel.bundle.load import load
from peel.care.rewrite import rewritten
from peel.care.traces import Traces
from peel.images.digest import of_pixels
from peel.types.bundle import Card
from tests.unit.bundle.conftest import onnx_bytes, pictures

NOBODY = Traces(frozenset(), frozenset(), frozenset())


@pytest.fixture
def images():
    return pictures()


@pytest.fixture
def bundle(make_bundle):
    learnt = trained_on.pack(["ab" * 32, "cd" * 32])
    folder = make_bundle("bundle", trained_on_sha256=hashlib.sha256(learnt).hexdigest())
    (folder / trained_on.FILE).write_bytes(learnt)
    return folder


def seen(image):
    return Traces(frozenset(), frozenset(), frozenset([of_pixels(image)]))


def batch(bundle):
    card = Card.read(bundle / "bundle.json")
    return golden.unpack((bundle / "golden.npz").read_bytes(), card.outputs)


def test_picture_leaves_the_golden_batch(bundle, images):
    assert rewritten(bundle, seen(images[2]))
    left = batch(bundle)
    assert len(left.images) == len(images)
    assert of_pixels(images[2]) not in map(of_pixels, left.images)
    assert of_pixels(images[1]) in map(of_pixels, left.images)


def test_rewritten_bundle_is_whole(bundle, images):
    before = Card.read(bundle / "bundle.json")
    rewritten(bundle, seen(images[2]))
    card = load(bundle).card
    assert card.model_sha256 == before.model_sha256
    assert card.golden_sha256 != before.golden_sha256


def test_rewriting_gives_the_same_bytes(bundle, images, make_bundle):
    other = make_bundle("other")
    rewritten(bundle, seen(images[2]))
    rewritten(other, seen(images[2]))
    assert (bundle / "golden.npz").read_bytes() == (other / "golden.npz").read_bytes()


def test_training_picture_leaves_the_list(bundle):
    traces = Traces(frozenset(), frozenset(["cd" * 32]), frozenset())
    assert rewritten(bundle, traces)
    card = load(bundle).card
    learnt = trained_on.TrainedOn(bundle, digest=card.trained_on_sha256)
    assert ("ab" * 32 in learnt, "cd" * 32 in learnt) == (True, False)


def test_clean_bundle_stays_as_it_is(bundle):
    before = {path.name: path.stat().st_ino for path in bundle.iterdir()}
    assert not rewritten(bundle, NOBODY)
    assert {path.name: path.stat().st_ino for path in bundle.iterdir()} == before


def test_output_of_any_kind_is_answered_anew(make_bundle, images):
    folder = make_bundle("labels", kind="multilabel")
    assert rewritten(folder, seen(images[0]))
    assert onnx_bytes() == (folder / "model.onnx").read_bytes()
