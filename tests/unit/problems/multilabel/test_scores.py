import numpy as np
import pytest
from sklearn import metrics as sk

from peel import problem
from peel.errors import PeelError
from peel.problem import find
from peel.types.label_space import LabelSpace

KIND = find("multilabel")
RNG = np.random.default_rng(0)
P = RNG.random((150, 3)).astype(np.float32)
YES = (RNG.random((150, 3)) < P).astype(np.int8)
SPACE = LabelSpace(names=("ant", "bee", "wasp"), decision={"thresholds": [0.4, 0.5, 0.6]})
TESTED = problem.Answered({"probabilities": P}, YES, np.arange(150), SPACE)


def test_scores_equal_scikit_learn():
    said = np.array(SPACE.decision["thresholds"]) <= P
    scores = {score.name: score.value for score in KIND.score(TESTED)}
    assert scores["mean_average_precision"] == pytest.approx(
        sk.average_precision_score(YES, P, average="macro")
    )
    assert scores["micro_f1"] == pytest.approx(sk.f1_score(YES, said, average="micro"))
    assert scores["macro_f1"] == pytest.approx(sk.f1_score(YES, said, average="macro"))
    assert scores["log_loss"] == pytest.approx(sk.log_loss(YES.ravel(), P.ravel()), rel=1e-5)
    assert scores["calibration_error"] < 0.1


def test_every_label_has_a_row():
    rows = KIND.details(TESTED)["per_label"]
    assert [row["name"] for row in rows] == ["ant", "bee", "wasp"]
    bee = rows[1]
    assert (bee["n"], bee["yes"], bee["threshold"]) == (150, YES[:, 1].sum(), 0.5)
    for score in ("average_precision", "precision", "recall", "f1"):
        assert bee[score]["low"] < bee[score]["value"] < bee[score]["high"]
    assert bee["recall"]["value"] == pytest.approx(sk.recall_score(YES[:, 1], P[:, 1] >= 0.5))


def test_label_without_test_items_is_told():
    targets = YES * np.array([1, 0, 1], np.int8)
    tested = TESTED._replace(targets=targets)
    assert KIND.evidence(tested, "micro_f1").tested[1] == 0
    row = KIND.details(tested)["per_label"][1]
    assert (row["yes"], row["recall"]) == (0, {"value": 0.0, "low": 0.0, "high": 1.0})


def test_nothing_known_is_refused():
    with pytest.raises(PeelError, match="P651"):
        KIND.score(TESTED._replace(targets=np.full((150, 3), -1, np.int8)))


def test_answer_without_any_label_may_be_right():
    none = {"probabilities": np.zeros((1, 3), np.float32)}
    assert KIND.surrogate(none, np.array([0, -1, 0]), space=SPACE) == 1.0
    assert KIND.surrogate(none, np.array([0, 1, 0]), space=SPACE) == 0.0
