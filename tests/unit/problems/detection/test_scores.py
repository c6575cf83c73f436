import numpy as np
import pytest

from peel.errors import PeelError
from peel.problem import Answered
from peel.problems.detection import PROBLEM

CAT, DOG = ("cat", 100, 100, 40), ("dog", 10, 10, 40)
RIGHT = [(0, 100, 100, 40, 0.9), (1, 10, 10, 40, 0.8)]


def asked_of(outputs, labels, space):
    targets = PROBLEM.read_targets(labels, space)
    return Answered(outputs, targets, np.arange(len(labels)), space)


@pytest.fixture
def case(answered, label, space):
    """Of 20 pictures with a cat and a dog the dog is missed in five, and in one a second cat is found."""
    wrong = RIGHT[:1]
    more = [*RIGHT, (0, 300, 200, 40, 0.95)]
    outputs = answered(*[RIGHT] * 14, *[wrong] * 5, more)
    return asked_of(outputs, [label(CAT, DOG)] * 20, space)


def scores(case):
    return {score.name: score for score in PROBLEM.score(case)}


def test_scores_say_what_was_found(case):
    found = scores(case)
    # Of the cats the false box is the surest: precision 20/21 at every recall; of the dogs 75 % are found at precision 1.
    assert found["map50"].value == pytest.approx((20 / 21 + 76 / 101) / 2)
    assert found["map50_95"].value == pytest.approx(found["map50"].value)
    assert found["picture_f1"].value == pytest.approx((14 + 5 * 2 / 3 + 4 / 5) / 20)
    assert found["count_error"].value == pytest.approx(6 / 20)
    assert found["count_error"].unit == "objects"


def test_mean_of_the_surrogate_is_the_f1(case, space):
    ones = ({k: v[[i]] for k, v in case.outputs.items()} for i in range(20))
    right = [
        PROBLEM.surrogate(one, target, space=space)
        for one, target in zip(ones, case.targets, strict=True)
    ]
    assert np.mean(right) == pytest.approx(scores(case)["picture_f1"].value)


def test_classes_are_told_apart(case):
    cat, dog = PROBLEM.details(case)["per_class"]
    assert (cat["objects"], cat["found"], cat["right"]) == (20, 21, 20)
    assert (dog["objects"], dog["found"], dog["right"]) == (20, 15, 15)
    assert (cat["count_bias"], dog["count_bias"]) == (0.05, -0.25)
    assert dog["map50"]["low"] < dog["map50"]["value"] < dog["map50"]["high"]


def test_details_count_what_became_of_each(case):
    told = PROBLEM.details(case)
    assert told["verdicts"] == {"false": 1, "found": 35, "missed": 5}
    sizes = {one["name"]: one["objects"] for one in told["by_size"]}
    assert sizes == {"all": 40, "small": 0, "medium": 40, "large": 0}
    assert len(told["pictures"]) == 6


def test_same_things_everywhere_are_no_skill(case):
    """Who says of every picture what one of them shows is right in all: the camera sees the same all the time."""
    evidence = PROBLEM.evidence(case, "map50")
    assert evidence.constant == pytest.approx(1)
    assert evidence.tested == (20, 20)


def test_things_in_other_places_leave_no_constant(answered, label, space):
    outputs = answered(*([(0, 40 * i, 100, 30, 0.9)] for i in range(9)))
    labels = [label(("cat", 40 * i, 100, 30)) for i in range(9)]
    evidence = PROBLEM.evidence(asked_of(outputs, labels, space), "picture_f1")
    assert evidence.constant == 0
    assert evidence.value == 1


def test_nothing_there_and_nothing_found_is_right(answered, space):
    (target,) = PROBLEM.read_targets(["[]"], space)
    assert PROBLEM.surrogate(answered([]), target, space=space) == 1
    assert PROBLEM.surrogate(answered([(0, 1, 1, 9, 0.9)]), target, space=space) == 0


def test_no_picture_has_no_score(case):
    none = case._replace(
        outputs={name: array[:0] for name, array in case.outputs.items()},
        targets=case.targets[:0],
        families=case.families[:0],
    )
    with pytest.raises(PeelError, match="P651"):
        PROBLEM.score(none)
