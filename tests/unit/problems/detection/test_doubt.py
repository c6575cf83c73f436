import pytest

from peel.problems.detection import PROBLEM
from peel.types.doubting import Doubting

CAT, DOG = ("cat", 100, 100, 40), ("dog", 10, 10, 40)
RIGHT = [(0, 100, 100, 40, 0.9), (1, 10, 10, 40, 0.8)]


def test_kind_says_what_it_doubts():
    assert isinstance(PROBLEM, Doubting)


@pytest.mark.parametrize(
    ("things", "chance"),
    [
        ((CAT, DOG), 0.8),
        ((CAT,), 0.2),
        ((), 0.02),
        ((("cat", 110, 100, 40), DOG), 0.8),
        ((("cat", 130, 130, 40), DOG), 0.0),
        ((("dog", 100, 100, 40), DOG), 0.0),
        ((CAT, CAT, ("cat", 102, 100, 40), DOG), 0.0),
        ((CAT, DOG, ("dog", 200, 200, 40)), 0.3),
        ((CAT, DOG, ("dog", 300, 200, 40)), 0.0),
    ],
)
def test_least_of_boxes_is_the_chance(answered, label, space, things, chance):
    """A dog at 200 got .3, under its threshold: who draws it may be right."""
    outputs = answered([*RIGHT, (1, 200, 200, 40, 0.3)])
    assert PROBLEM.chance(outputs, label(*things), space=space) == pytest.approx(chance)


def test_nothing_where_nothing_was_found_is_believed(answered, space):
    assert PROBLEM.chance(answered([]), "[]", space=space) == 1.0
