"""What a server does beside answering: looks at keys and pointer, turns the watch, has people told."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import socket
import threading
from collections.abc import Callable

from peel.errors import PeelError
from peel.feedback import keys, leases
from peel.feedback.leases import Lease
from peel.serving import follow
from peel.serving.server import Server
from peel.watch import alerts, dip, outbox, turn
from peel.watch.outbox import Message

_log = logging.getLogger("peel.serving")
_FOLLOW_S, _WATCH_S = 0.5, 3.0
_LEASE_S = 30.0
_TAMPERED = ("P660", "P842", "P870", "P871")


class Attempts:
    """What is tried again and again: a failure is told when it begins, and the rest goes on."""

    def __init__(self, server: Server) -> None:
        """Nothing fails yet."""
        self.server = server
        self._failing: dict[str, str] = {}

    def __call__(self, name: str, work: Callable[[], object]) -> None:
        """Do it, and know whether it fails."""
        try:
            work()
        except Exception as error:
            if self._failing.get(name) != str(error):
                self._failing[name] = str(error)
                self._tell(name, error)
            self.server.meters.trouble.labels(name).set(1)
        else:
            if self._failing.pop(name, None) is not None:
                _log.info(f"{name} works again")
            with contextlib.suppress(KeyError):
                self.server.meters.trouble.remove(name)

    def _tell(self, name: str, error: Exception) -> None:
        """Log it; where files were changed by somebody, people are told too."""
        is_ours = not isinstance(error, PeelError)
        _log.error(f"{name} failed", extra={"told": {"error": str(error)}}, exc_info=is_ours)
        if isinstance(error, PeelError) and error.code in _TAMPERED:
            dedup = f"tampered {hashlib.sha256(str(error).encode()).hexdigest()[:32]}"
            message = Message(dedup, "failure", f"{error.code} {error.what}", str(error))
            with contextlib.suppress(PeelError), self.server.store.writing() as connection:
                outbox.enqueue(connection, message, now=self.server.now())


class Background:
    """Two threads, for the time of a block: telling people may take long, and following the pointer must not."""

    def __init__(self, server: Server) -> None:
        """Of this server."""
        self.server = server
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(every_s, work), name=name, daemon=True)
            for name, every_s, work in (
                ("follow", _FOLLOW_S, self.follow),
                ("watch", _WATCH_S, self.watch),
            )
        ]
        self._try = Attempts(server)
        self._lease = Lease("watch", f"{socket.gethostname()}-{os.getpid()}-{id(self):x}")

    def __enter__(self) -> Background:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End, after what is being done."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        with contextlib.suppress(PeelError):
            leases.drop(self.server.store, self._lease)

    def follow(self) -> None:
        """Keys, pointer, and what they bring."""
        self._try("keys", lambda: _learn_keys(self.server))
        self._try("pointer", lambda: follow.look(self.server))
        self._try("epoch", lambda: follow.open_watch(self.server))

    def watch(self) -> None:
        """One turn of the watch and of the messages, by one of all servers of a store; each has its own look at them."""
        self._try("watch", self._turn)
        self._try("numbers", lambda: _show(self.server))

    def _run(self, every_s: float, work: Callable[[], None]) -> None:
        while not self._ended.wait(every_s):
            work()

    def _turn(self) -> None:
        store, params, now = self.server.store, self.server.params, self.server.now()
        if leases.take(store, self._lease, for_s=_LEASE_S, now=now):
            changes = turn.turn(store, params.watch, now=now)
            for one in changes:
                told = {"watch": one.now.name, "before": one.before, "colour": one.now.colour}
                _log.warning("the watch changed", extra={"told": told})
            champion = self.server.live.champion
            if champion is not None:
                dip.tell(self.server.state, changes, model=champion.model.card.name)
            addresses = alerts.targets(self.server.state)
            alerts.deliver(store, addresses, settings=params.alerts, now=now)


def _learn_keys(server: Server) -> None:
    server.keyring.known = tuple(keys.all_keys(server.store))


def _show(server: Server) -> None:
    """What the watch says, for the audit's rate and the meters."""
    store, meters = server.store, server.meters
    watched = turn.standing(store)
    server.live.audit_rate = turn.rate(watched, server.params.serve.audit_rate)
    meters.watch.clear()
    for one in watched:
        for number, value in (("run", one.run), ("start", one.start), ("labels", one.n)):
            meters.watch.labels(one.name, number).set(value)
        meters.watch.labels(one.name, "red").set(one.colour == "red")
    meters.unsent.set(len(alerts.undelivered(store)))
    written, lost = server.writer.counts.written, server.writer.counts.lost
    meters.tickets.labels("written").set(written)
    meters.tickets.labels("lost").set(lost)
