import asyncio
import json

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


def told_of(answer):
    """Status and code of a refusal, whose body is as long as it says."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().splitlines()
    told = json.loads(body)
    assert f"content-length: {len(body)}" in lines
    assert f"x-request-id: {told['instance'].rpartition(':')[2]}" in lines
    assert {"content-type: application/problem+json", "connection: close"} <= set(lines)
    return int(lines[0].split()[1]), told["status"], told["code"]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: a", 408, "P849"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 2**20, 431, "P848"),
        (b"GET /" + b"a" * 2**20, 431, "P848"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "P853"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "P853"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nxx\r\n\r\n", 400, "P853"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 431, "P848"),
        (b"\x16\x03\x01 no TLS here\r\n\r\n", 400, "P853"),
    ],
)
def test_no_request_is_told_so(sent, status, code):
    async def ask(reader, writer):
        writer.write(sent)
        return await _rest(reader)

    assert told_of(asyncio.run(_with_server(ask))) == (status, status, code)


def test_silent_connection_ends_without_words():
    async def ask(reader, _writer):
        return await _rest(reader)

    assert asyncio.run(_with_server(ask)) == b""


def test_refused_connection_takes_no_more():
    async def ask(reader, writer):
        writer.write(b"nonsense\r\n\r\n")
        first = await reader.readuntil(b"}")
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        return first, await _rest(reader)

    first, rest = asyncio.run(_with_server(ask))
    assert (told_of(first)[0], rest) == (400, b"")


def test_two_requests_at_once_are_answered():
    async def ask(reader, writer):
        writer.write(2 * b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.readuntil(b"hi")
        return await reader.readuntil(b"hi")

    assert asyncio.run(_with_server(ask)).startswith(b"HTTP/1.1 200")


def test_second_request_has_its_own_time():
    async def ask(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        first = await reader.readuntil(b"hi")
        writer.write(b"GET / HTT")
        return first, await _rest(reader)

    first, rest = asyncio.run(_with_server(ask))
    assert first.startswith(b"HTTP/1.1 200")
    assert told_of(rest)[0] == 408


def test_answer_may_take_longer_than_head():
    async def ask(reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
        await asyncio.sleep(0.3)
        writer.write(b"xx")
        return await reader.readuntil(b"hi")

    assert asyncio.run(_with_server(ask)).endswith(b"hi")
