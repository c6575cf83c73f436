"""A client of the server as a customer writes one: pictures in, answers out, labels back."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.e2e.drill.camera import Shot

TAKEN = (200, 201, 202)


class Said(NamedTuple):
    """What the server said: status, body."""

    status: int
    body: Any


@dataclass
class Client:
    """One connection that is kept; it is opened anew where the server closed it."""

    port: int
    key: str
    timeout_s: float = 60
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, media: str = "") -> Said:
        """One request; a connection that had been closed meanwhile is tried once more, as HTTP allows."""
        try:
            return self._ask(method, path, body, media)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            return self._ask(method, path, body, media)

    def _ask(self, method: str, path: str, body: bytes | None, media: str) -> Said:
        self._connection = self._connection or http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.timeout_s
        )
        headers = {"Authorization": f"Bearer {self.key}"}
        if media:
            headers["Content-Type"] = media
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        text = response.read()
        is_json = "json" in (response.getheader("Content-Type") or "")
        return Said(response.status, json.loads(text) if is_json else text.decode())

    def close(self) -> None:
        """End the connection."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def predict(self, picture: bytes, source: str = "") -> Said:
        """Ask about one picture."""
        query = f"?{urllib.parse.urlencode({'source': source})}" if source else ""
        return self.ask("POST", f"/v1/predict{query}", picture, "image/jpeg")

    def label(self, ticket: str, label: str) -> Said:
        """Say what was true, again where the store does not answer; 202: the ticket itself is still on its way to the disk."""
        body = json.dumps({"ticket": ticket, "label": label, "client": ticket[-12:]}).encode()
        end = time.monotonic() + self.timeout_s
        while True:
            said = self.ask("POST", "/v1/feedback", body, "application/json")
            if said.status in TAKEN:
                return said
            assert said.status == 503, said
            assert time.monotonic() < end, said
            time.sleep(1)


@dataclass
class Load:
    """What a steady load saw: statuses, errors of the connection, and which version answered."""

    statuses: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Requests without a good answer that says which model gave it."""
        return sum(n for status, n in self.statuses.items() if status != "200")


@contextlib.contextmanager
def steady(client: Client, shoot: Callable[[], Shot], *, every_s: float) -> Iterator[Load]:
    """Ask all the time and say what was true, in a thread, until the block ends."""
    seen, stop = Load(), threading.Event()

    def work() -> None:
        while not stop.is_set():
            began = time.perf_counter()
            try:
                shot = shoot()
                said = client.predict(shot.data, "the load")
                good = said.status == 200 and said.body.get("version")
                seen.statuses["200" if good else f"{said.status}: {str(said.body)[:100]}"] += 1
                if good:
                    seen.versions[said.body["version"]] += 1
                    client.label(said.body["predictions"][0]["ticket"], shot.label)
            except OSError as error:
                seen.statuses[repr(error)] += 1
                client.close()
            seen.seconds.append(time.perf_counter() - began)
            stop.wait(every_s)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join(60)
        client.close()
