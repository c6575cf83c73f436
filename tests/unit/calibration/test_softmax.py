import numpy as np
import onnx
import pytest
from onnx.reference import ReferenceEvaluator

from peel.calibration import softmax
from peel.calibration.softmax import SOFTMAX
from peel.heads.classes import Classes


@pytest.fixture
def drawn():
    """Scores (600, 3) that are twice as sure as they may be, and the classes drawn from them."""
    rng = np.random.default_rng(0)
    scores = rng.normal(scale=2, size=(600, 3))
    p = softmax.probabilities(scores)
    y = np.array([rng.choice(3, p=row) for row in p])
    return 2 * scores, Classes(y, 3)


def test_large_scores_stay_finite():
    np.testing.assert_allclose(softmax.probabilities(np.array([[1e4, 0.0]])), [[1.0, 0.0]])


def test_temperature_undoes_what_is_too_sure(drawn):
    scores, classes = drawn
    assert SOFTMAX.fit(scores, classes)[0] == pytest.approx(2, rel=0.15)


def test_no_other_temperature_has_less_loss(drawn):
    scores, classes = drawn
    (best,) = SOFTMAX.fit(scores, classes)
    losses = [
        SOFTMAX.cautious_loss(SOFTMAX.apply(scores, (best * factor,)), classes)
        for factor in (0.98, 1, 1.02)
    ]
    assert min(losses) == losses[1]


def test_separated_rows_are_never_certain():
    """Of n rows that are told apart, the typical one gets about 1 - 1 / n."""
    classes = Classes(np.arange(50) % 2, 2)
    scores = np.where(np.eye(2)[classes.y] == 1, 5.0, -5.0)
    p = SOFTMAX.apply(scores, SOFTMAX.fit(scores, classes))
    assert 0.97 < p.max() < 0.995


def test_loss_of_a_row_is_in_nats():
    p = np.array([[0.5, 0.5], [1.0, 0.0]])
    losses = SOFTMAX.losses(p, Classes(np.array([0, 1]), 2))
    np.testing.assert_allclose(losses, [np.log(2), -np.log(1e-12)])


def test_right_row_costs_something_too():
    p = np.array([[0.99, 0.01]] * 4)
    classes = Classes(np.zeros(4, np.int64), 2)
    assert SOFTMAX.cautious_loss(p, classes) > softmax.log_loss(p, classes.y)


def test_scores_of_probabilities_lead_back():
    p = np.array([[0.2, 0.5, 0.3]])
    np.testing.assert_allclose(SOFTMAX.apply(SOFTMAX.as_scores(p), (1.0,)), p)


def test_folded_head_answers_alike():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    folded, moved = SOFTMAX.fold(weight, bias, parameters=(1.7,))
    want = SOFTMAX.apply(x @ weight + bias, (1.7,))
    np.testing.assert_allclose(softmax.probabilities(x @ folded + moved), want)


def test_nodes_calibrate_as_numbers_do():
    nodes, constants = SOFTMAX.again("p", (0.6,), name="q")
    ports = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", 3]) for name in "pq"
    ]
    graph = onnx.helper.make_graph(nodes, "g", ports[:1], ports[1:], constants)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)])
    p = np.array([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]], np.float32)
    (got,) = ReferenceEvaluator(model).run(None, {"p": p})
    want = SOFTMAX.apply(SOFTMAX.as_scores(p.astype(np.float64)), (0.6,))
    np.testing.assert_allclose(got, want, atol=1e-6)
