import numpy as np
import onnx
import onnxruntime
import pytest

from peel.calibration.sigmoid import SIGMOID
from peel.heads.labels import LabelMatrix


def _drawn(n=4000, k=3, seed=0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(-1, 2, (n, k))
    return logits, LabelMatrix((rng.random((n, k)) < 1 / (1 + np.exp(-logits))).astype(np.int8))


def _run(nodes, inputs, *, output, constants=()):
    graph = onnx.helper.make_graph(
        nodes,
        "test",
        [
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, value.shape)
            for name, value in inputs.items()
        ],
        [onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, ["n", 3])],
        initializer=list(constants),
    )
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=10
    )
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, inputs)[0]


def test_slope_and_offset_undo_a_scale():
    logits, labels = _drawn()
    parameters = SIGMOID.fit(5 * logits + 2, labels)
    np.testing.assert_allclose(parameters[:3], 1 / 5, rtol=0.1)
    np.testing.assert_allclose(parameters[3:], -2 / 5, atol=0.15)


def test_unknown_entries_change_nothing():
    logits, labels = _drawn(500)
    gone = np.random.default_rng(1).random(labels.values.shape) < 0.4
    masked = LabelMatrix(np.where(gone, -1, labels.values).astype(np.int8))
    wrong = np.where(gone, 50.0, logits)
    one = SIGMOID.apply(logits, SIGMOID.fit(logits, masked))
    other = SIGMOID.apply(logits, SIGMOID.fit(wrong, masked))
    np.testing.assert_allclose(one, other, atol=1e-4)


def test_nobody_is_surer_than_rows_allow():
    """Told apart perfectly, but five rows have the label: a yes is no surer than 6 in 7."""
    values = np.zeros((200, 1), np.int8)
    values[:5] = 1
    scores = values * 50.0 + np.random.default_rng(0).normal(size=(200, 1))
    p = SIGMOID.apply(scores, SIGMOID.fit(scores, LabelMatrix(values)))[:, 0]
    assert p[:5].mean() == pytest.approx(6 / 7, abs=0.01)
    assert p[5:].mean() == pytest.approx(1 / 197, abs=0.001)


def test_scores_are_never_turned_round():
    """Leave-one-out scores of noise fall where the label holds, which is no knowledge."""
    values = (np.arange(90) % 3 == 0).astype(np.int8)[:, None]
    scores = (30 - values) / 89
    p = SIGMOID.apply(scores, SIGMOID.fit(scores, LabelMatrix(values)))
    np.testing.assert_allclose(p, 1 / 3, atol=0.02)


@pytest.mark.parametrize("value", [-1, 0, 1])
def test_label_of_one_answer_is_finite(value):
    values = np.full((30, 1), value, np.int8)
    scores = np.random.default_rng(0).normal(size=(30, 1))
    p = SIGMOID.apply(scores, SIGMOID.fit(scores, LabelMatrix(values)))
    assert np.isfinite(p).all()
    assert abs(p.mean() - {-1: 0.5, 0: 1 / 32, 1: 31 / 32}[value]) < 0.01


def test_fit_has_the_least_cautious_loss():
    logits, labels = _drawn(300)
    found = np.array(SIGMOID.fit(logits, labels))
    best = SIGMOID.cautious_loss(SIGMOID.apply(logits, tuple(found)), labels)
    for place in range(6):
        for step in (-0.02, 0.02):
            other = found + step * (np.arange(6) == place)
            assert SIGMOID.cautious_loss(SIGMOID.apply(logits, tuple(other)), labels) > best


def test_losses_are_means_of_known_labels():
    p = np.array([[0.5, 0.9, 0.2], [0.5, 0.9, 0.2]])
    labels = LabelMatrix(np.array([[1, 0, -1], [-1, -1, -1]], np.int8))
    want = [-(np.log(0.5) + np.log(0.1)) / 2, 0.0]
    np.testing.assert_allclose(SIGMOID.losses(p, labels), want)


def test_scores_of_probabilities_give_them_back():
    p = np.array([[0.3, 0.001, 0.99]])
    np.testing.assert_allclose(SIGMOID.apply(SIGMOID.as_scores(p), (1.0,) * 3 + (0.0,) * 3), p)


def test_nodes_equal_apply():
    rng = np.random.default_rng(0)
    p = np.concatenate([rng.random((50, 3)), [[0, 1, 1e-9]]]).astype(np.float32)
    parameters = (0.5, 1.0, 2.0, -1.0, 0.0, 3.0)
    nodes, constants = SIGMOID.again("p", parameters, name="probabilities")
    got = _run(nodes, {"p": p}, output="probabilities", constants=constants)
    want = SIGMOID.apply(SIGMOID.as_scores(p), parameters)
    np.testing.assert_allclose(got, want, atol=1e-6)


def test_folded_head_equals_apply():
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=(20, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
    parameters = (0.5, 1.0, 2.0, -1.0, 0.0, 3.0)
    folded, offset = SIGMOID.fold(weight, bias, parameters=parameters)
    scores = (x @ folded + offset).astype(np.float32)
    got = _run(
        SIGMOID.link("scores", name="probabilities"), {"scores": scores}, output="probabilities"
    )
    np.testing.assert_allclose(got, SIGMOID.apply(x @ weight + bias, parameters), atol=1e-6)
