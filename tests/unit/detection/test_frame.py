import numpy as np
import pytest

from peel.detection import frame as frames
from peel.detection.frame import Frame
from peel.metrics.boxes import truth_of
from peel.runtime.session import open_session


def _truths(*sides, n=12):
    boxes = [np.tile(np.array([[0.0, 0.0, side, side]]), (n, 1)) for side in sides]
    classes = np.repeat(np.arange(len(sides)), n)
    return [truth_of(np.concatenate(boxes), classes)]


def test_smallest_class_decides():
    assert frames.choose([(480, 640)], _truths(200.0, 64.0)) == Frame(240 // 32 * 32 + 32, 320)


def test_rare_class_does_not_decide():
    one = _truths(64.0)[0]
    boxes = np.concatenate([one.boxes, [[0.0, 0.0, 4.0, 4.0]]])
    truth = truth_of(boxes, np.append(one.classes, 1))
    assert frames.choose([(480, 640)], [truth]) == frames.choose([(480, 640)], [one])


@pytest.mark.parametrize(
    ("size", "side", "frame"),
    [
        ((480, 640), 8.0, (480, 640)),
        ((3000, 4000), 8.0, (704, 960)),
        ((100, 100), 50.0, (256, 256)),
    ],
)
def test_frame_has_its_limits(size, side, frame):
    assert frames.choose([size], _truths(side)) == frame


@pytest.mark.parametrize(
    ("size", "side", "n", "frame"),
    [
        ((1800, 2400), 12.0, 40, (1792, 2400)),
        ((6000, 8000), 30.0, 40, (1824, 2464)),
        ((6000, 8000), 200.0, 40, (960, 1280)),
        ((1800, 2400), 12.0, 2000, (1248, 1664)),
        ((3000, 20), 20.0, 40, (3008, 32)),
        ((9000, 9000), 20.0, 40, (2112, 2112)),
    ],
)
def test_small_things_ask_for_more(size, side, n, frame):
    sizes, truths = [size] * n, _truths(side) * n
    usual = frames.choose(sizes, truths)
    assert max(usual) <= 960
    assert frames.larger(sizes, truths, usual=usual) == frame


@pytest.mark.parametrize(
    ("size", "side", "n"),
    [
        ((480, 640), 4.0, 40),
        ((3000, 4000), 200.0, 40),
        ((1800, 2400), 12.0, 6000),
        ((1000, 1000), 12.0, 9),
    ],
)
def test_larger_frame_is_not_asked(size, side, n):
    sizes, truths = [size] * n, _truths(side) * n
    assert frames.larger(sizes, truths, usual=frames.choose(sizes, truths)) is None


def test_no_box_gives_smallest_frame():
    empty = truth_of(np.zeros((0, 4)), np.zeros(0, np.int64))
    assert frames.choose([(600, 600)], [empty]) == (256, 256)


def _letterbox(shape, frame):
    session = open_session(frames.graph(frame, fill=127.5).SerializeToString())
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    return picture, session.run(None, {"image": picture[None]})


def test_picture_that_fits_stays():
    picture, (pixels, shrink, window) = _letterbox((64, 96), Frame(64, 96))
    np.testing.assert_array_equal(pixels[0], picture.transpose(2, 0, 1))
    assert (shrink.tolist(), window.tolist()) == ([1.0], [64.0, 96.0])


def test_what_is_empty_is_filled():
    _, (pixels, shrink, window) = _letterbox((128, 96), Frame(64, 96))
    assert (pixels[..., 48:] == 127.5).all()
    assert pixels[..., :48].std() > 10
    assert (shrink.tolist(), window.tolist()) == ([0.5], [64.0, 48.0])


def test_sliver_is_seen_too():
    _, (pixels, _, window) = _letterbox((2000, 2), Frame(64, 96))
    assert pixels.shape == (1, 3, 64, 96)
    assert window[1] < 1
