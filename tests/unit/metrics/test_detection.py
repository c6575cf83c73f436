import json
from pathlib import Path

import numpy as np
import pytest

from peel.metrics import detection
from peel.metrics.box_matches import match
from peel.metrics.boxes import Found, Truth, none_found, truth_of

# What pycocotools says of these scenes; tests/data/average_precision/make.py has made them.
GOLDEN = Path(__file__).resolve().parents[2] / "data" / "average_precision"


def corners(rows):
    boxes = np.array([row[2:6] for row in rows], np.float64).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return boxes


def read(name):
    scene = json.loads((GOLDEN / f"{name}.json").read_text())
    found, truth = [], []
    for item in range(scene["n"]):
        said, there = ([row for row in scene[part] if row[0] == item] for part in ("found", "true"))
        labels = [np.array([row[1] for row in rows], np.int64) for rows in (said, there)]
        found.append(Found(corners(said), np.array([row[6] for row in said]), labels[0]))
        crowd = np.array([bool(row[6]) for row in there], np.bool_)
        none = np.zeros(len(there), np.bool_)
        truth.append(Truth(corners(there), labels[1], crowd=crowd, difficult=none))
    return scene, match(found, truth, k=scene["k"])


@pytest.fixture(scope="module", params=["drawn", "voc"])
def scene(request):
    return read(request.param)


def once(matches):
    weights = np.ones((1, matches[0].objects.shape[1]))
    return [detection.average_precision(one, weights=weights) for one in matches]


def test_average_precision_equals_pycocotools(scene):
    golden, matches = scene
    told = np.array(golden["average_precision"], np.float64)
    np.testing.assert_allclose(np.concatenate(once(matches)), told, atol=1e-9, equal_nan=True)


def test_means_equal_pycocotools(scene):
    golden, matches = scene
    (mean,) = detection.mean_average_precision(once(matches))
    assert mean[0].mean() == pytest.approx(golden["map"], abs=1e-9)
    assert mean[0, 0] == pytest.approx(golden["map50"], abs=1e-9)


def test_weights_stand_for_repeated_pictures(scene):
    golden, matches = scene
    n = golden["n"]
    times = np.random.default_rng(1).integers(0, 3, n)
    weighted = [detection.average_precision(one, weights=times[None] * 1.0) for one in matches]
    for one, value in zip(matches, weighted, strict=True):
        place = np.repeat(np.arange(len(one.item)), times[one.item])
        copied = one._replace(
            item=one.item[place],
            scores=one.scores[place],
            hits=one.hits[..., place],
            ignored=one.ignored[..., place],
            objects=one.objects * times,
        )
        (same,) = once([copied])
        np.testing.assert_allclose(value, same, atol=1e-12, equal_nan=True)


def test_nothing_found_scores_nothing():
    truth = [truth_of(np.array([[0.0, 0, 9, 9]]), np.array([0]))]
    matches = match([none_found()], truth, k=2)
    (mean,) = detection.mean_average_precision(once(matches))
    assert mean[0].tolist() == [0.0] * 10
    assert np.isnan(once(matches)[1]).all()


def boxes(*lefts):
    return np.array([[left, 0, left + 10, 10] for left in lefts], np.float64)


def found_at(*lefts, scores):
    return Found(boxes(*lefts), np.array(scores), np.zeros(len(lefts), np.int64))


def test_threshold_is_where_f1_is_best():
    """Two of three objects are found, then comes a box of nothing."""
    truth = [truth_of(boxes(0, 20, 40), np.zeros(3, np.int64))]
    matches = match([found_at(0, 20, 80, scores=[0.9, 0.6, 0.2])], truth, k=2)
    levels = detection.choose_thresholds(matches)
    assert levels.tolist() == [0.4, 0.4]  # nothing is found of the other class
    counts = detection.tally(matches, levels.tolist())
    assert counts.tolist() == [[[2, 2, 3], [0, 0, 0]]]
    assert detection.count_errors(counts).tolist() == [1]
    assert detection.f1(counts).tolist() == [[0.8, 1.0]]


def test_difficult_objects_count_nowhere():
    hard = Truth(
        boxes(0, 20),
        np.zeros(2, np.int64),
        crowd=np.zeros(2, np.bool_),
        difficult=np.array([True, False]),
    )
    matches = match([found_at(0, 20, scores=[0.9, 0.8])], [hard], k=1)
    assert detection.tally(matches, [0.5]).tolist() == [[[1, 1, 1]]]
