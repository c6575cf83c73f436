from peel.types.sample import Sample, frames_of


def test_first_item_tells_the_frames():
    one = Sample("a" * 64, "b" * 64, "c.tar", 0, 9)
    assert frames_of([one]) == frames_of([]) == 1
    assert frames_of([one._replace(frames=6)]) == 6
