import asyncio

import pytest
import uvicorn

from peel.serving.protocol import Impatient


class Hasty(Impatient):
    """The same, in a hurry."""

    head_s = 0.2


async def _hello(_scope, _receive, send):
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    )
    await send({"type": "http.response.body", "body": b"hi"})


async def _with_server(ask):
    config = uvicorn.Config(_hello, http=Hasty, lifespan="off", log_config=None, port=0)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return await ask(reader, writer)
    finally:
        writer.close()
        server.should_exit = True
        await running


async def _rest(reader):
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\nHost: a"])
def test_head_that_does_not_end_is_dropped(head):
    async def ask(reader, writer):
        writer.write(head)
        return await _rest(reader)

    assert asyncio.run(_with_server(ask)) == b""


def test_head_of_a_megabyte_is_dropped():
    async def ask(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 2**20)
        return await _rest(reader)

    assert b"200" not in asyncio.run(_with_server(ask))


def test_second_request_has_its_own_time():
    async def ask(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        first = await reader.readuntil(b"hi")
        writer.write(b"GET / HTT")
        return first, await _rest(reader)

    first, rest = asyncio.run(_with_server(ask))
    assert first.startswith(b"HTTP/1.1 200")
    assert rest == b""


def test_answer_may_take_longer_than_head():
    async def ask(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.write(b"xx")
        return await reader.readuntil(b"hi")

    assert asyncio.run(_with_server(ask)).endswith(b"hi")
