from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from peel.evaluation import forms, parity
from peel.runtime.session import open_session, run
from peel.types.difference import Difference


@pytest.fixture(scope="module")
def pictures(world):
    return [world.exam.picture(i) for i in range(16)]


@pytest.mark.slow
def test_file_equals_its_model_in_batches(pair, pictures):
    found = pair.in_batches(pictures)
    assert set(found) == {"batch 2", "batch 16"}
    assert all(d.is_within(parity.TOLERANCE) and d.n == len(pictures) for d in found.values())


@pytest.mark.slow
def test_batch_is_no_larger_than_fits(pair, pictures):
    assert {*replace(pair, most=3).in_batches(pictures[:4])} == {"batch 2", "batch 3"}


@pytest.mark.slow
def test_file_equals_its_model_in_all_forms(pair, pictures):
    found = pair.in_forms(pictures[0])
    assert len(found) == 10
    assert all(d.is_within(parity.TOLERANCE) for d in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (223, 225), (64, 64), (777, 11)])
def test_file_takes_any_size(pair, shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    got, want = run(pair.session, picture[None]), pair.original(pair.see(picture))
    assert pair.difference(got, want).is_within(parity.TOLERANCE)


def test_cuts_come_from_the_whole_part():
    places = parity.spread(1000)
    assert len(places) == len(set(places)) == parity.CUTS <= 64
    assert (places[0], places[-1] > 900) == (0, True)


@pytest.mark.parametrize("shape", [(3000, 40, 3), (10, 20_000, 3)])
def test_cut_keeps_no_large_picture(shape):
    """Cuts are held all at once; and WebP, one of the forms, holds no side above 16,383 pixels."""
    cut = parity.odd(np.zeros(shape, np.uint8))
    assert cut.shape == (171, 233, 3)
    assert cut.base.nbytes < 2 * cut.nbytes
    assert forms.encoded(cut)["webp"]


def _changed(world, change):
    """The file with the weight of its first convolution changed."""
    model = onnx.load(world.folder / "train" / "candidate.onnx")
    first = next(n for n in model.graph.node if n.op_type == "Conv")
    weight = next(i for i in model.graph.initializer if i.name == first.input[1])
    values = change(numpy_helper.to_array(weight).copy())
    weight.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(values), weight.name))
    return model


def _one_weight(values):
    values[np.unravel_index(np.abs(values).argmax(), values.shape)] *= 2
    return values


@pytest.mark.slow
@pytest.mark.parametrize("change", [_one_weight, lambda values: values[:, ::-1]])
def test_changed_weight_or_swapped_channel_is_seen(world, pair, pictures, change):
    session = open_session(_changed(world, change).SerializeToString())
    found = replace(pair, session=session).in_batches(pictures)
    assert not any(d.is_within(parity.TOLERANCE) for d in found.values())


@pytest.mark.slow
def test_difference_in_any_form_is_refused(pair, pictures):
    forms_ = {"batch 1": Difference(n=16, largest=0.0, changed=0)}
    assert pair.parity(forms_, pictures).same
    assert not pair.parity({"batch 1": Difference(n=16, largest=0.1, changed=0)}, pictures).same
    assert not pair.parity({"batch 1": Difference(n=16, largest=0.0, changed=1)}, pictures).same
