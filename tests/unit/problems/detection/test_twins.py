import pytest

from peel.problems.detection import PROBLEM

HERE = (0, 50.0, 50.0, 40.0, 0.9)
TAIL = (0, 200.0, 200.0, 40.0, 0.1)


def moved(box, x=0.0, score=0.0):
    label, left, top, side, sure = box
    return label, left + x, top, side, sure + score


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ([HERE, TAIL], 0),
        ([HERE], 0),  # what does not count may be missing
        ([TAIL], 1),
        ([HERE, TAIL, moved(HERE, 100)], 1),
        ([(1, *HERE[1:]), TAIL], 1),
        ([moved(HERE, score=-0.5), TAIL], 1),
    ],
)
def test_other_clear_box_is_another_answer(answered, space, file, changed):
    found = PROBLEM.difference(answered(file), answered([HERE, TAIL]), space=space)
    assert (found.n, found.changed) == (1, changed)


def test_distance_is_in_pixels(answered, space):
    both = answered([moved(HERE, 0.25)]), answered([HERE])
    assert PROBLEM.difference(*both, space=space).largest == pytest.approx(0.25)


def test_box_below_its_threshold_may_move(answered, space):
    both = answered([HERE, moved(TAIL, 0.25)]), answered([HERE, TAIL])
    assert PROBLEM.difference(*both, space=space).largest == 0


def test_difference_of_scores_counts_ten_times(answered, space):
    both = answered([moved(HERE, score=0.01)]), answered([HERE])
    assert PROBLEM.difference(*both, space=space).largest == pytest.approx(0.1, abs=1e-6)


def test_box_at_its_threshold_is_not_clear(answered, space):
    both = answered([moved(HERE, score=-0.3995)]), answered([moved(HERE, score=-0.4005)])
    assert PROBLEM.difference(*both, space=space).changed == 0


def test_broken_numbers_are_far_apart(answered, space):
    broken = answered([(0, float("nan"), 1, 1, 0.9)])
    found = PROBLEM.difference(broken, answered([HERE]), space=space)
    assert found.largest == float("inf")


def test_nearest_score_says_how_clear(answered, space):
    outputs = answered([HERE, (1, 1, 1, 9, 0.45)], [])
    assert PROBLEM.clearness(outputs, space=space).round(3).tolist() == [0.05, 0.4]
