from peel.problems.detection import PROBLEM
from peel.problems.detection.drawn import pictures, worst
from peel.problems.detection.held import found
from peel.problems.detection.judged import judge


def test_worst_picture_is_drawn_with_boxes(answered, label, space):
    outputs = answered([(0, 100, 100, 40, 0.9)], [(0, 300, 200, 40, 0.75)])
    targets = PROBLEM.read_targets([label(("cat", 100, 100, 40))] * 2, space)
    judged = [judge(*two) for two in zip(found(outputs), targets, strict=True)]
    assert worst(judged) == [1]
    assert pictures(judged, space=space) == [
        [
            {"what": "missed", "name": "cat", "box": [100, 100, 140, 140], "score": None},
            {"what": "false", "name": "cat", "box": [300, 200, 340, 240], "score": 0.75},
        ]
    ]


def test_equally_wrong_pictures_are_ordered_by_share(answered, label, space):
    """One thing is missed in each; of one in the second picture, of two in the first."""
    targets = PROBLEM.read_targets(
        [label(("cat", 1, 1, 40), ("cat", 100, 100, 40)), label(("cat", 1, 1, 40))], space
    )
    outputs = answered([(0, 1, 1, 40, 0.9)], [])
    judged = [judge(*two) for two in zip(found(outputs), targets, strict=True)]
    assert worst(judged) == [1, 0]
