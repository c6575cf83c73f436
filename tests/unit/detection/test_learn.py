import numpy as np
import pytest
import torch

from peel.detection.detector import Detections
from peel.detection.frame import Frame
from peel.detection.learn import detect, learn, split, views_of
from peel.metrics.box_matches import ANY_SIZE, match
from peel.metrics.detection import average_precision, mean_average_precision
from tests.unit.detection.conftest import material_of


def _score(found, truths):
    each = match(found, truths, k=2, at=ANY_SIZE)
    weights = np.ones((1, len(truths)))
    return mean_average_precision([average_precision(one, weights=weights) for one in each])[0, 0]


@pytest.mark.slow
def test_drawn_things_are_found(drawn, learnt, tmp_path):
    unseen = material_of(drawn, tmp_path, range(28, 40))
    found = list(detect(learnt.detector, unseen, places=range(12)))
    assert _score(found, unseen.truths)[0] > 0.9


@pytest.mark.slow
def test_unseen_folds_are_found_too(material, learnt):
    assert _score(learnt.found, material.truths)[0] > 0.9


@pytest.mark.slow
def test_same_seed_gives_same_numbers(drawn, tmp_path):
    few = material_of(drawn, tmp_path, range(6))._replace(folds=np.arange(6) % 2)
    one, other = learn(few, seed=1), learn(few, seed=1)
    for mine, theirs in zip(one.found, other.found, strict=True):
        np.testing.assert_array_equal(mine.boxes, theirs.boxes)


def test_batch_is_split_by_picture():
    found = Detections(
        torch.arange(12.0).view(3, 4),
        torch.tensor([0.9, 0.8, 0.7]),
        torch.tensor([1, 0, 1]),
        torch.tensor([0, 2, 2]),
    )
    assert [one.classes.tolist() for one in split(found, 3)] == [[1], [], [0, 1]]


def test_views_tell_size_in_frame():
    views = views_of(Frame(96, 128), [(192, 256), (96, 64)])
    assert views.shrink.tolist() == [0.5, 1.0]
    assert views.window.tolist() == [[96.0, 128.0], [96.0, 64.0]]
