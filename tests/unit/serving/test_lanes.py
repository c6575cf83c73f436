import asyncio
import threading

import pytest

from peel.errors import PeelError
from peel.serving.lanes import Lanes


@pytest.fixture
def lanes():
    made = Lanes(1, items=3, n_bytes=100)
    yield made
    made.close()


def code_of(caught):
    return caught.value.code


def test_room_is_taken_and_given_back(lanes):
    with lanes.place(1) as place:
        place.grow(items=2, n_bytes=100)
        assert (lanes.waiting_items, lanes.waiting_bytes) == (3, 100)
        with pytest.raises(PeelError) as caught:
            place.grow(n_bytes=1)
    assert code_of(caught) == "P850"
    assert (lanes.waiting_items, lanes.waiting_bytes) == (0, 0)


def test_full_queue_refuses_at_once(lanes):
    with lanes.place(1) as place:
        place.grow(items=2)
        with pytest.raises(PeelError) as caught, lanes.place(1):
            pass
    assert code_of(caught) == "P850"


def test_work_is_done_on_a_lane(lanes):
    async def ask():
        with lanes.place(5) as place:
            return await lanes.run(lambda: threading.current_thread().name, place)

    assert asyncio.run(ask()).startswith("lane")


def test_late_work_is_dropped_unrun(lanes):
    gate, ran = threading.Event(), []

    async def ask():
        with lanes.place(5) as first, lanes.place(0.05) as second:
            running = asyncio.ensure_future(lanes.run(lambda: gate.wait(5), first))
            await asyncio.sleep(0)
            with pytest.raises(PeelError) as caught:
                await lanes.run(lambda: ran.append(1), second)
            gate.set()
            await running
        with lanes.place(5) as third:
            await lanes.run(lambda: None, third)
        return code_of(caught)

    assert (asyncio.run(ask()), ran) == ("P851", [])
