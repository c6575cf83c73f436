import asyncio

from peel.feedback import happened
from peel.serving.routes.watching import _stream


def first(server, since, n):
    """The first n pieces of the stream."""

    async def read():
        stream = _stream(server, since)
        return [await anext(stream) for _ in range(n)]

    return asyncio.run(read())


def test_events_come_after_their_number(asker):
    store = asker.server.store
    for kind in ("one", "two"):
        happened.tell(store, kind, data={"x": 1}, now=5.0)
    before = happened.last(store)
    _hello, told = first(asker.server, before - 1, 2)
    assert told == f'id: {before}\nevent: two\ndata: {{"at":5.0,"type":"two","data":{{"x":1}}}}\n\n'


def test_stream_begins_where_one_was(asker):
    happened.tell(asker.server.store, "one", data={}, now=5.0)
    asker.server.live.is_ending = True
    answer = asker.get("/v1/events", headers={"last-event-id": "0"})
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_odd_number_of_event_is_refused(asker):
    assert asker.get("/v1/events", headers={"last-event-id": "x"}).status_code == 422


def test_nothing_is_watched_before_a_turn(asker):
    assert asker.get("/v1/watch").json() == {"watches": []}
