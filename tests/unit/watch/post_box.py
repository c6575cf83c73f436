"""Real receivers on the loopback: of posts, and of mail."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller


class Post(NamedTuple):
    """What came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Box:
    """What a receiver got, and how it answers."""

    def __init__(self) -> None:
        self.got: list[Post] = []
        self.mails: list[str] = []
        self.status, self.port = 200, 0


@contextlib.contextmanager
def webhook() -> Iterator[Box]:
    box = Box()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.got.append(Post(self.path, dict(self.headers), body))
            self.send_response(box.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def mail(port: int) -> Iterator[Box]:
    box = Box()
    box.port = port

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            box.mails.append(envelope.content.decode("utf-8"))
            return "250 ok"

    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
