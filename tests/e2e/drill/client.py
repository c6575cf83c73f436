"""A client of the server as a customer writes one: pictures in, answers out, labels back."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.e2e.drill.camera import Shot

TAKEN = (200, 201, 202)
LATER = (503, 507)  # the store does not answer, or its disk is full: said again later
ONCE_MORE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class RefusedError(Exception):
    """An answer that no client should get."""


class Said(NamedTuple):
    """What the server said: status, body."""

    status: int
    body: Any


@dataclass
class Client:
    """One connection that is kept; it is opened anew where the server closed it. `kept`: the labels, by ticket, that it was promised to keep."""

    port: int
    key: str
    timeout_s: float = 60
    kept: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, media: str = "") -> Said:
        """One request; a connection that had been closed meanwhile is tried once more, as HTTP allows."""
        try:
            return self._ask(method, path, body, media)
        except ONCE_MORE:
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

    def predict(self, shot: Shot, source: str = "") -> Said:
        """Ask about one picture or clip."""
        query = f"?{urllib.parse.urlencode({'source': source})}" if source else ""
        return self.ask("POST", f"/v1/predict{query}", shot.data, shot.media)

    def say(self, ticket: str, label: str) -> Said:
        """Say once what was true: a name, or boxes, which are JSON."""
        told = {"boxes": json.loads(label)} if label.startswith("[") else {"label": label}
        body = json.dumps({"ticket": ticket, "client": ticket[-12:], **told}).encode()
        said = self.ask("POST", "/v1/feedback", body, "application/json")
        if said.status == 201:
            self.kept[ticket] = label
        return said

    def label(self, ticket: str, label: str) -> Said:
        """Say what was true, again where the store does not answer; 202: the ticket itself is still on its way to the disk."""
        return self.patient(lambda: self.say(ticket, label))

    def patient(self, ask: Callable[[], Said]) -> Said:
        """Ask until the server is there and takes it; raises RefusedError."""
        end = time.monotonic() + self.timeout_s
        while True:
            try:
                said = ask()
            except (OSError, http.client.HTTPException) as error:
                self.close()
                said = Said(503, repr(error))
            if said.status in TAKEN:
                return said
            if said.status not in LATER or time.monotonic() > end:
                raise RefusedError(str(said))
            time.sleep(0.5)


@dataclass
class Load:
    """What a steady load saw: statuses, errors of the connection, which version answered, how often a label was to be said again later.

    `still_s` is the longest time without a good answer.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    later: Counter[int] = field(default_factory=Counter)
    kept: dict[str, str] = field(default_factory=dict)
    still_s: float = 0.0
    owed: queue.Queue[tuple[str, str]] = field(default_factory=queue.Queue)

    @property
    def failed(self) -> int:
        """Requests without a good answer that says which model gave it."""
        return sum(n for status, n in self.statuses.items() if status != "200")

    @property
    def unanswered(self) -> int:
        """Of these, how many found nobody who answered at all."""
        return sum(n for status, n in self.statuses.items() if status == NOBODY)


NOBODY = "nobody answered"


@contextlib.contextmanager
def steady(
    connect: Callable[[], Client], shoot: Callable[[], Shot], *, every_s: float
) -> Iterator[Load]:
    """Ask all the time, and beside it say what was true, in two threads until the block ends; what breaks one is raised then."""
    seen, stop = Load(), threading.Event()
    labels = connect()
    with ThreadPoolExecutor(2) as pool:
        asks = pool.submit(_asks, connect(), shoot, seen, stop, every_s)
        tells = pool.submit(_tells, labels, seen, stop)
        try:
            yield seen
        finally:
            stop.set()
        asks.result()
        tells.result()
    seen.kept |= labels.kept


def _asks(
    client: Client, shoot: Callable[[], Shot], seen: Load, stop: threading.Event, every_s: float
) -> None:
    good = time.perf_counter()
    with contextlib.closing(client):
        while not stop.wait(every_s):
            began, shot = time.perf_counter(), shoot()
            try:
                said = client.predict(shot, "the load")
            except (OSError, http.client.HTTPException):
                seen.statuses[NOBODY] += 1
                client.close()
                continue
            seen.seconds.append(time.perf_counter() - began)
            if said.status == 200 and said.body.get("version"):
                seen.still_s = max(seen.still_s, time.perf_counter() - good)
                good = time.perf_counter()
                seen.statuses["200"] += 1
                seen.versions[said.body["version"]] += 1
                seen.owed.put((said.body["predictions"][0]["ticket"], shot.label))
            else:
                seen.statuses[f"{said.status}: {str(said.body)[:100]}"] += 1


def _tells(client: Client, seen: Load, stop: threading.Event) -> None:
    with contextlib.closing(client):
        while not stop.is_set():
            with contextlib.suppress(queue.Empty):
                ticket, label = seen.owed.get(timeout=0.2)
                _tell(client, seen, stop, ticket=ticket, label=label)


def _tell(client: Client, seen: Load, stop: threading.Event, *, ticket: str, label: str) -> None:
    """Until it is taken, or the load ends."""
    while not stop.is_set():
        try:
            status = client.say(ticket, label).status
        except (OSError, http.client.HTTPException):
            client.close()
            status = 503
        if status in TAKEN:
            return
        if status not in LATER:
            seen.statuses[f"{status} for a label"] += 1
            return
        seen.later[status] += 1
        stop.wait(0.5)
