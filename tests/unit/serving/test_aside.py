import threading

import pytest

from peel.serving.aside import Aside


@pytest.fixture
def aside():
    made = Aside(pause_s=(60, 60))
    yield made
    made.close()


def test_work_waits_for_its_time(aside):
    done: list[int] = []
    assert all(aside.put(lambda n=n: done.append(n)) for n in range(3))
    assert done == []
    aside.close()
    assert done == [0, 1, 2]


def test_work_is_done_soon():
    aside, done = Aside(pause_s=(0.001, 0.002)), threading.Event()
    aside.put(done.set)
    assert done.wait(5)
    aside.close()


def test_work_aside_is_bounded(aside):
    taken = [aside.put(lambda: None) for _ in range(1_001)]
    assert (taken.count(True), taken[-1], aside.left_out) == (1_000, False, 1)


def test_bytes_aside_are_bounded(aside):
    taken = [aside.put(lambda: None, n_bytes=30_000_000) for _ in range(3)]
    assert (taken, aside.left_out) == ([True, True, False], 1)


def test_failed_work_stops_no_other(caplog):
    done: list[int] = []
    aside = Aside(pause_s=(60, 60))
    aside.put(lambda: [][0])
    aside.put(lambda: done.append(1))
    aside.close()
    assert (done, "beside an answer failed" in caplog.text) == ([1], True)


def test_room_comes_back():
    aside = Aside(pause_s=(0.001, 0.002))
    done = threading.Event()
    aside.put(lambda: None, n_bytes=60_000_000)
    aside.put(done.set)
    assert done.wait(5)
    while not aside.put(lambda: None, n_bytes=60_000_000):
        pass
    aside.close()


def test_largest_picture_is_taken_alone(aside):
    taken = [aside.put(lambda: None, n_bytes=150_000_000) for _ in range(2)]
    assert taken == [True, False]
