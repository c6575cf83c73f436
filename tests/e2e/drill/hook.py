"""A real webhook on the loopback: it keeps what it was sent, and can be told to refuse."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """What came in; while `is_down` it answers 503."""

    port: int = 0
    is_down: bool = False
    refused: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address in Apprise's form."""
        return f"json://127.0.0.1:{self.port}/hook"

    @property
    def alarms(self) -> list[str]:
        """The titles of all messages but the weekly word that the watch still watches."""
        titles = [str(one.get("title", "")) for one in self.told]
        return [title for title in titles if not title.startswith("Peel is watching")]

    def about(self, *words: str) -> list[dict[str, Any]]:
        """The messages whose title or text has all the words."""
        texts = [
            (f"{one.get('title', '')} {one.get('message', '')}".lower(), one) for one in self.told
        ]
        return [one for text, one in texts if all(word.lower() in text for word in words)]


@contextlib.contextmanager
def hook() -> Iterator[Hook]:
    """The webhook for the time of the block."""
    kept = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if kept.is_down:
                kept.refused += 1
            else:
                kept.told.append(json.loads(body))
            self.send_response(503 if kept.is_down else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
