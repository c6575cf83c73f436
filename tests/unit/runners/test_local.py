import threading
import time

import pytest

from peel.runners.local import side_by_side


def test_results_come_in_the_items_order():
    def slow_first(item):
        time.sleep(0.02 if item == 0 else 0)
        return item * 2

    assert list(side_by_side(slow_first, range(30))) == [2 * i for i in range(30)]


def test_slow_reader_holds_the_work_back():
    begun = []
    results = side_by_side(lambda item: begun.append(item) or item, range(1000))
    assert next(results) == 0
    time.sleep(0.05)
    assert len(begun) < 200
    results.close()


def test_no_more_than_asked_are_worked_on():
    lock, at_once = threading.Lock(), [0]

    def one(item):
        with lock:
            at_once.append(at_once[-1] + 1)
        time.sleep(0.002)
        with lock:
            at_once.append(at_once[-1] - 1)
        return item

    assert list(side_by_side(one, range(20), most=1)) == list(range(20))
    assert max(at_once) == 1


def test_error_of_one_item_is_raised():
    def refuse(item):
        return 1 // (item - 3)

    with pytest.raises(ZeroDivisionError):
        list(side_by_side(refuse, range(9)))
