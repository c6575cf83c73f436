import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from peel.evaluation import forms, parity
from peel.images import shards
from peel.runners.local import Eye
from peel.runtime.session import open_session, run


@pytest.fixture(scope="module")
def pictures(world):
    return [
        shards.read_pixels(world.folder / "shards", s._asdict()).pixels for s in world.samples[32:]
    ]


def _pair(world, twin, model=None):
    path = world.folder / "train" / "candidate.onnx"
    data = path if model is None else model.SerializeToString()
    eye = Eye(64, world.folder / "shards")
    return parity.Pair(session=open_session(data), twin=twin, eye=eye)


@pytest.mark.slow
def test_file_equals_its_model_in_batches(world, model_twin, pictures):
    found = _pair(world, model_twin).in_batches(pictures)
    assert set(found) == {"batch 2", "batch 16"}
    assert all(d.is_small and d.n == len(pictures) for d in found.values())


@pytest.mark.slow
def test_file_equals_its_model_in_all_forms(world, model_twin, pictures):
    found = _pair(world, model_twin).in_forms(pictures[0])
    assert len(found) == 10
    assert all(d.is_small for d in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (223, 225), (64, 64), (777, 11)])
def test_file_takes_any_size(world, model_twin, shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3)).astype(np.uint8)
    pair = _pair(world, model_twin)
    got, want = run(pair.session, picture[None]), model_twin(pair.eye.see(picture))
    assert parity.difference(got, want).is_small


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
def test_changed_weight_or_swapped_channel_is_seen(world, model_twin, pictures, change):
    found = _pair(world, model_twin, _changed(world, change)).in_batches(pictures)
    assert not any(d.is_small for d in found.values())


def test_clear_answer_that_differs_is_counted():
    found = parity.difference(np.array([[0.4, 0.6]]), np.array([[0.6, 0.4]]))
    assert (found.top1, found.is_small) == (1, False)


def test_near_tie_may_fall_either_way():
    found = parity.difference(np.array([[0.4999, 0.5001]]), np.array([[0.5001, 0.4999]]))
    assert (found.top1, found.is_small) == (0, True)


@pytest.mark.parametrize(("off", "small"), [(0.0018, True), (0.0022, False)])
def test_difference_below_the_margin_denies_nothing(off, small):
    model = np.array([[0.9, 0.1]])
    assert parity.difference(model + np.array([-off, off]), model).is_small is small


def test_answer_that_is_no_number_is_refused():
    assert not parity.difference(np.array([[np.nan, 1.0]]), np.array([[0.5, 0.5]])).is_small
