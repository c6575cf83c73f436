"""Both first stages in one detector: kept, written as a file, and learnt with."""

import numpy as np
import pytest
import torch

from peel.detection import kept
from peel.detection.detector import Detector
from peel.detection.export import to_onnx
from peel.detection.learn import NO_FOLD, detect, prepare, split, views_of
from peel.detection.peaks import Peaks
from peel.detection.peaks_training import Lesson, train
from peel.detection.union import Union
from peel.runtime.session import open_session
from tests.unit.detection.conftest import material_of
from tests.unit.detection.test_export import OUTPUTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(material, learnt):
    lesson = Lesson(material.maps, material.goals(), range(28), 2)
    union = Union(learnt.detector.proposer, train(lesson, steps=40, seed=0))
    return Detector(union, learnt.detector.rescorer).requires_grad_(False).eval()  # noqa: FBT003


def test_proposals_take_turns(both, material):
    maps = material.maps.take([0, 1])
    boxes, scores = both.proposer(maps)
    ridge, peaks = both.proposer.ridge(maps), both.proposer.peaks(maps)
    assert boxes.shape == (2, 160, 4)
    assert torch.equal(boxes[:, ::2], ridge[0])
    assert torch.equal(boxes[:, 1::2], peaks[0])
    assert torch.equal(scores[:, 1::2], peaks[1])


def test_both_come_back_bit_by_bit(both, material):
    arrays = kept.arrays(both)
    again = kept.detector(arrays)
    assert {*kept.arrays(again)} == {*arrays}
    one, other = (next(detect(d, material, places=[3])) for d in (both, again))
    np.testing.assert_array_equal(one.boxes, other.boxes)
    np.testing.assert_array_equal(one.scores, other.scores)


def test_file_finds_what_both_find(both, drawn):
    file = to_onnx(both, drawn.sight, outputs=OUTPUTS, metadata={"class_names": ["a", "b"]})
    session = open_session(file)
    for picture in drawn.pictures[28:34]:
        maps = [torch.from_numpy(one) for one in drawn.look(picture)]
        with torch.no_grad():
            want = split(both(maps, views_of(drawn.sight.frame, [picture.shape[:2]])), 1)[0]
        boxes, scores, labels, _ = session.run(None, {"image": picture[None]})
        assert labels.tolist() == want.classes.tolist()
        np.testing.assert_allclose(boxes, want.boxes, atol=0.01)
        np.testing.assert_allclose(scores, want.scores, atol=1e-4)


def test_each_fold_has_both(drawn, tmp_path):
    few = material_of(drawn, tmp_path, range(6))._replace(folds=np.arange(6) % 2)
    prepared = prepare(few, peak_steps=5)
    assert {*prepared.proposers} == {0, 1, NO_FOLD}
    assert prepared.macs == prepared.proposers[0].peaks.macs > 0
    assert prepare(few).macs == 0
    assert len(prepared.rows[0].rows) > len(prepare(few).rows[0].rows)


def test_peaks_are_as_many_as_of_ridge(learnt, material):
    more = kept.detector({**kept.arrays(learnt.detector), "proposals": np.array(90)}).proposer
    union = Union(more, Peaks(material.maps.widths, k=2, frame=material.maps.frame))
    with torch.no_grad():
        boxes, _ = union(material.maps.take([0]))
    assert boxes.shape == (1, 180, 4)
