import numpy as np
import pytest

from peel.problem import find
from peel.problems.multilabel.mistakes import wrongness
from peel.types.label_space import LabelSpace
from tests.unit.problems.multilabel.conftest import LABELS, SPACE

KIND = find("multilabel")


def test_worst_label_ranks_the_mistakes(tested):
    """Item 1 misses bee by half of its threshold; item 3 claims ant by a fifth, and misses wasp by a sixteenth."""
    assert KIND.mistakes(tested, n=9) == [1, 3]


def test_unknown_label_is_no_mistake(tested):
    wrong = wrongness(tested.outputs["probabilities"], tested.targets, levels=np.full(3, 0.5))
    assert wrong[1, 2] == 0


def test_label_at_its_threshold_is_wrong():
    wrong = wrongness(np.array([[0.5]]), np.array([[0]], np.int8), levels=np.array([0.5]))
    assert wrong[0, 0] > 0


def test_mistake_tells_the_worst_label(tested):
    one = {"probabilities": tested.outputs["probabilities"][[1]]}
    told = KIND.mistake(one, LABELS[1], space=SPACE)
    assert (told.label, told.answer) == ("bee (wasp unknown)", "wasp")
    assert told.confidence == pytest.approx(0.9)
    assert told.label_confidence == pytest.approx(0.1)


def test_pairs_name_what_was_missed(tested):
    pairs = list(KIND.pairs(tested.outputs, LABELS, space=SPACE))
    assert pairs == [
        ("ant", "ant"),
        ("bee", "bee"),
        ("bee", "none"),
        ("none", "ant"),
        ("wasp", "none"),
    ]


def test_label_called_none_is_no_absence(tested):
    space = SPACE.model_copy(update={"names": ("ant", "bee", "none")})
    labels = [label.replace("wasp", "none") for label in LABELS]
    pairs = list(KIND.pairs(tested.outputs, labels, space=space))
    assert ("none", "(no label)") in pairs
    assert ("(no label)", "ant") in pairs


def test_label_near_its_threshold_differs_unclearly(tested):
    p = tested.outputs["probabilities"]
    near = p.copy()
    near[0, 1] = 0.2005
    below = near.copy()
    below[0, 1] = 0.1995
    space = tested.space
    found = KIND.difference({"probabilities": below}, {"probabilities": near}, space=space)
    assert (found.changed, found.largest) == (0, pytest.approx(0.001, rel=1e-3))
    assert KIND.difference({"probabilities": p}, {"probabilities": below}, space=space).changed == 0
    assert KIND.difference({"probabilities": below}, {"probabilities": p}, space=space).changed == 1


def test_file_without_numbers_is_far_off(tested):
    p = tested.outputs["probabilities"]
    broken = {"probabilities": np.full_like(p, np.nan)}
    assert KIND.difference(broken, {"probabilities": p}, space=SPACE).largest == float("inf")


def test_clearness_is_the_least_clear_label(tested):
    np.testing.assert_allclose(
        KIND.clearness(tested.outputs, space=SPACE), [0.1, 0.1, 0.1, 0.05], atol=1e-6
    )


def test_more_labels_are_another_question():
    """A model that knows one label more is compared on those that both know."""
    few = LabelSpace(names=("cat", "dog"), decision={"thresholds": [0.4, 0.6]})
    more = LabelSpace(names=("bird", "cat", "dog"), decision={"thresholds": [0.1, 0.4, 0.6]})
    outputs = {"probabilities": np.array([[0.9, 0.5, 0.5]]), "distance": np.array([1.0])}
    cut, space = KIND.within(outputs, more, names=few.names)
    assert space == few
    assert cut["probabilities"].tolist() == [[0.5, 0.5]]
    assert cut["distance"].tolist() == [1.0]
    label = KIND.state(["bird", "cat"], unknown=["dog"])
    assert KIND.label_within(label, few.names) == KIND.state(["cat"], unknown=["dog"])


def test_mistake_names_the_label_meant():
    """A confidence is about one label of many: it says which, and what the source says of it."""
    space = LabelSpace(names=("cat", "dog"), decision={"thresholds": [0.5, 0.5]})
    told = KIND.mistake(
        {"probabilities": np.array([[0.9, 0.004]])}, KIND.state(["cat", "dog"]), space=space
    )
    assert told.about == "dog holds and got 0.4%"
