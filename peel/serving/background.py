"""What a server does beside answering: looks at keys and pointer, turns the watch, has people told."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from peel.errors import PeelError
from peel.feedback import keys, leases
from peel.feedback.leases import Lease
from peel.serving import follow
from peel.serving.server import Server
from peel.watch import alerts, dip, outbox, turn
from peel.watch.outbox import Message

_log = logging.getLogger("peel.serving")
_FOLLOW_S, _LEARN_S, _WATCH_S = 0.2, 0.5, 3.0
_LEASE_S = 30.0
_TAMPERED = ("P660", "P842", "P870", "P871", "P877")
_STUCK_S = 60.0  # so long a pointer that cannot be followed may be a passing trouble


class Failing(NamedTuple):
    """What does not work, since when (monotonic), and the message that people got of it."""

    error: str
    code: str
    since: float
    told: str = ""


class Attempts:
    """What is tried again and again: a failure is told when it begins, and the rest goes on."""

    def __init__(self, server: Server, *, tick: Callable[[], float] = time.monotonic) -> None:
        """Nothing fails yet."""
        self.server, self._tick = server, tick
        self._failing: dict[str, Failing] = {}

    def __call__(self, name: str, work: Callable[[], object]) -> None:
        """Do it, and know whether it fails."""
        try:
            work()
        except Exception as error:
            self._note(name, error)
            self.server.meters.trouble.labels(name).set(1)
        else:
            if self._failing.pop(name, None) is not None:
                _log.info(f"{name} works again")
            with contextlib.suppress(KeyError):
                self.server.meters.trouble.remove(name)

    def _note(self, name: str, error: Exception) -> None:
        """Log what is new, and tell people what only they can mend."""
        before, code = self._failing.get(name), getattr(error, "code", type(error).__name__)
        goes_on = before is not None and before.code == code
        now = Failing(str(error), code, before.since if before and goes_on else self._tick())
        if before is None or before.error != now.error:
            is_ours = not isinstance(error, PeelError)
            told = {"error": now.error}
            _log.error(f"{name} failed", extra={"told": told}, exc_info=error if is_ours else None)
        told_before = before.told if before and goes_on else ""
        self._failing[name] = now._replace(told=self._tell(name, error, now=now) or told_before)

    def _tell(self, name: str, error: Exception, *, now: Failing) -> str:
        """Tell people where files were changed by somebody, or the pointer was not followed for a minute; which message it was.

        Of one that stays so they hear once a day.
        """
        if isinstance(error, PeelError) and error.code in _TAMPERED:
            dedup = f"tampered {hashlib.sha256(now.error.encode()).hexdigest()[:32]}"
            title, rest = f"{error.code} {error.what}", ""
        elif name == "pointer" and self._tick() - now.since >= _STUCK_S:
            title = f"{now.code}: the promoted model is not served"
            rest = "\nThe model before it goes on answering; this one is tried again every minute."
            day = int(self.server.now() // 86_400)
            dedup = f"stuck {now.code} {self.server.live.sequence} {day}"
        else:
            return ""
        known = self._failing.get(name)
        if known is None or known.told != dedup:
            try:
                with self.server.store.writing() as connection:
                    message = Message(dedup, "failure", title, now.error + rest)
                    outbox.enqueue(connection, message, now=self.server.now())
            except PeelError:
                return ""  # the next round tells it
        return dedup


class Background:
    """Three threads, for the time of a block: telling people may take long, a store may be silent for long, and following the pointer must not."""

    def __init__(self, server: Server) -> None:
        """Of this server."""
        self.server = server
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(every_s, work), name=name, daemon=True)
            for name, every_s, work in (
                ("follow", _FOLLOW_S, self.follow),
                ("learn", _LEARN_S, self.learn),
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
        """The pointer: a file, whatever the store does."""
        self._try("pointer", lambda: follow.look(self.server))

    def learn(self) -> None:
        """The keys of the store; and it hears which model answers."""
        self._try("keys", lambda: _learn_keys(self.server))
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
    counts = server.writer.counts
    meters.tickets.labels("written").set(counts.written)
    meters.tickets.labels("lost").set(counts.lost)
    meters.tickets.labels("picture lost").set(counts.lost_pictures + server.lanes.aside.left_out)
