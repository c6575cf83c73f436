import numpy as np

from peel.metrics.box_matches import ANY_SIZE, EVERYWHERE, HALF, MOST, match
from peel.metrics.boxes import Found, Truth, truth_of

HERE = np.array([[0.0, 0, 10, 10]])


def found(boxes, scores):
    return Found(boxes, np.array(scores), np.zeros(len(boxes), np.int64))


def matched(said, truth, at=EVERYWHERE):
    (one,) = match([said], [truth], k=1, at=at)
    return one


def test_object_is_found_once():
    one = matched(
        found(np.tile(HERE, (2, 1)), [0.4, 0.9]), truth_of(HERE, np.array([0])), at=ANY_SIZE
    )
    assert one.scores.tolist() == [0.9, 0.4]
    assert one.hits[0, 0].tolist() == [True, False]
    assert not one.ignored.any()


def test_crowd_takes_any_number_of_boxes():
    truth = Truth(HERE * 10, np.array([0]), crowd=np.array([True]), difficult=np.array([False]))
    one = matched(found(np.tile(HERE, (3, 1)), [0.4, 0.9, 0.1]), truth, at=HALF)
    assert one.ignored[0, 0].all()
    assert one.objects[0].tolist() == [0]


def test_counted_object_comes_before_ignored_one():
    """The box lies wholly in a difficult object and overlaps another one by .6."""
    boxes = np.concatenate([HERE, HERE * [1, 1, 0.6, 1]])
    truth = Truth(boxes, np.zeros(2, np.int64), np.zeros(2, np.bool_), np.array([True, False]))
    one = matched(found(HERE, [0.9]), truth, at=ANY_SIZE)
    assert one.hits[0, :3].tolist() == [[True], [True], [True]]
    assert one.ignored[0, 3:].all()


def test_box_of_another_size_is_ignored():
    one = matched(found(HERE, [0.9]), truth_of(HERE * 10 + 50, np.array([0])))
    assert one.objects[:, 0].tolist() == [1, 0, 0, 1]
    assert one.ignored[:, 0, 0].tolist() == [False, False, True, True]


def test_more_boxes_than_hundred_do_not_count():
    many = found(np.tile(HERE, (MOST + 20, 1)), np.linspace(1, 0, MOST + 20))
    assert len(matched(many, truth_of(HERE, np.array([0]))).scores) == MOST


def test_classes_do_not_mix():
    truth = truth_of(np.tile(HERE, (2, 1)), np.array([0, 1]))
    one, other = match([found(HERE, [0.9])], [truth], k=2, at=HALF)
    assert (one.hits.sum(), other.hits.sum()) == (1, 0)
    assert other.objects.tolist() == [[1]]
