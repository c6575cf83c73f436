import numpy as np
import pytest

from peel.metrics.boxes import none_found, truth_of
from peel.problems.detection.judged import FOUND, IGNORED, MISSED, Judged
from peel.problems.detection.smallest import smallest


def picture(*sides, found, ignored=()):
    """Objects of these sides, found from a side on."""
    boxes = np.array([(0.0, 0.0, side, side) for side in sides]).reshape(-1, 4)
    truth = truth_of(boxes, np.zeros(len(sides), np.int64))
    said = [IGNORED if s in ignored else FOUND if s >= found else MISSED for s in sides]
    return Judged(none_found(), truth, [], [], said)


def test_side_that_is_found_is_told():
    told = smallest([picture(*range(1, 21), found=12), picture(*range(21, 41), found=12)])
    assert told == {"side_px": 22.0, "objects": 21, "found": 10, "larger": 1.0}


@pytest.mark.parametrize(
    "judged",
    [
        [],
        [picture(found=1)],
        [picture(*range(1, 15), found=8)],
        [picture(*range(1, 60), found=0)],
        [picture(*range(1, 60), found=100)],
    ],
)
def test_size_is_not_to_blame(judged):
    assert smallest(judged) is None


def test_what_counts_nowhere_is_left_alone():
    same = [picture(*range(1, 41), found=20)]
    more = [*same, picture(*[2] * 50, found=0, ignored=(2,))]
    assert smallest(more) == smallest(same) is not None


def test_chance_seldom_blames_the_size():
    rng = np.random.default_rng(0)
    sides = np.arange(1.0, 61.0)
    told = 0
    for _ in range(100):
        missed = set(rng.permutation(sides)[:30].tolist())
        said = [MISSED if side in missed else FOUND for side in sides]
        told += smallest([picture(*sides, found=1)._replace(objects=said)]) is not None
    assert told <= 5
