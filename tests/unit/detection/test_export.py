import numpy as np
import onnx
import pytest
import torch

from peel.detection.export import NAMES, to_onnx
from peel.detection.learn import split, views_of
from peel.runtime.session import open_session
from peel.types.output import Output
from tests.unit.detection.conftest import picture

OUTPUTS = [
    Output(name=name, dtype=dtype, shape=shape, meaning="", tolerance=0.01)
    for name, dtype, shape in zip(
        NAMES,
        ("float32", "float32", "int64", "int64"),
        (("m", 4), ("m",), ("m",), ("m",)),
        strict=True,
    )
]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(drawn, learnt):
    return to_onnx(
        learnt.detector, drawn.sight, outputs=OUTPUTS, metadata={"class_names": ["a", "b"]}
    )


@pytest.fixture(scope="module")
def session(file):
    return open_session(file)


def _by_picture(session, pictures):
    boxes, scores, labels, image = session.run(None, {"image": np.stack(pictures)})
    return [
        (boxes[image == i], scores[image == i], labels[image == i]) for i in range(len(pictures))
    ]


def _twin(drawn, learnt, picture):
    maps = [torch.from_numpy(one) for one in drawn.look(picture)]
    with torch.no_grad():
        return split(learnt.detector(maps, views_of(drawn.sight.frame, [picture.shape[:2]])), 1)[0]


def test_file_says_what_torch_says(drawn, learnt, session):
    for one in drawn.pictures[28:]:
        want, (got,) = _twin(drawn, learnt, one), _by_picture(session, [one])
        assert got[2].tolist() == want.classes.tolist()
        np.testing.assert_allclose(got[0], want.boxes, atol=0.01)
        np.testing.assert_allclose(got[1], want.scores, atol=1e-4)


@pytest.mark.parametrize("batch", [2, 64])
def test_batch_says_what_one_says(drawn, session, batch):
    pictures = [drawn.pictures[i % 40] for i in range(batch)]
    for one, many in zip(pictures[:8], _by_picture(session, pictures), strict=False):
        ((boxes, _, labels),) = _by_picture(session, [one])
        assert many[2].tolist() == labels.tolist()
        np.testing.assert_allclose(many[0], boxes, atol=0.01)


def test_picture_of_other_shape_is_found(drawn, learnt, session):
    tall, truth = picture(np.random.default_rng(5), size=(230, 210))
    (got,) = _by_picture(session, [tall])
    want = _twin(drawn, learnt, tall)
    np.testing.assert_allclose(got[0], want.boxes, atol=0.01)
    sure = got[0][got[1] > 0.5]
    nearest = [np.abs(sure - box).max(axis=1).min() for box in truth.boxes]
    assert max(nearest) < 12


def test_nothing_is_an_answer_too(session):
    boxes, scores, labels, image = session.run(
        None, {"image": np.full((2, 20, 500, 3), 110, np.uint8)}
    )
    assert boxes.shape[1] == 4
    assert len(boxes) == len(scores) == len(labels) == len(image)
    assert (scores < 0.3).all()


def test_same_detector_gives_same_bytes(drawn, learnt, file):
    again = to_onnx(
        learnt.detector, drawn.sight, outputs=OUTPUTS, metadata={"class_names": ["a", "b"]}
    )
    assert hash(again) == hash(file)


def test_file_names_its_outputs(file):
    model = onnx.load_from_string(file)
    assert [port.name for port in model.graph.output] == [*NAMES]
    assert {node.op_type for node in model.graph.node} >= {
        "NonMaxSuppression",
        "RoiAlign",
        "Resize",
    }
