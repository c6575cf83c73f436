"""Poisoned feedback: many keys say of pictures of one class that they show another. No red comes of it, and no worse model."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from peel import clock
from peel.bundle import pointer
from peel.bundle.load import load
from peel.feedback import keys
from peel.feedback.store import open_store
from peel.project.state import state_of
from peel.types.key import NewKey
from peel.types.ticket import Trust
from tests.e2e.drill.camera import Camera
from tests.e2e.drill.client import Client
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.scenario import PAUSE_S, Say, Stream
from tests.e2e.drill.site import DAY_S, Site

_KEYS, _LIES, _PROBES = 20, 100, 150


class Attack(NamedTuple):
    """How many honest labels before it; which class is said to be which; by whom."""

    honest: int
    of: str
    called: str
    trusts: tuple[Trust, ...] = ("public", "partner")


class Suffered(NamedTuple):
    """What came of it: colours, runs that began by themselves, the retraining's words, right answers of the class and of all before and after."""

    colours: tuple[str, ...]
    began: int
    words: str
    of_class: tuple[float, float]
    of_all: tuple[float, float]


def attacked(site: Site, hook: Hook, attack: Attack, *, camera: Camera, say: Say) -> Suffered:
    """Honest labels, then lies; then a person retrains on what came, once under the rules and once without them."""
    stream, colours, words = Stream(site, camera, site.client()), [], []
    victim = Camera([one for one in camera.held if one.label == attack.of], seed=7)
    with contextlib.closing(stream.client):
        stream.share(attack.honest)
        before = (right(site, victim), right(site, camera))
        for trust in attack.trusts:
            _lie(stream, victim, attack, trust=trust)
            site.advance(DAY_S)
            stream.share(50)
            time.sleep(PAUSE_S)
            colours.append(stream.colour())
            say(f"{_LIES} lies from {_KEYS} {trust} keys: {colours[-1]}, alerts {hook.alarms}")
        began = len(_runs(site))
        words.append(_last(site.peel("retrain", ok=(0, 1, 3))))
        say(words[-1])
        _without_rules(site)
        _lie(stream, victim, attack, trust="partner")
        words.append(_last(site.peel("retrain", "--anyway", ok=(0, 1, 3))))
        say(f"without the rules: {words[-1]}")
        after = (right(site, victim), right(site, camera))
    both = tuple(zip(before, after, strict=True))
    return Suffered(tuple(colours), began, " / ".join(words), both[0], both[1])


def right(site: Site, camera: Camera, *, n: int = _PROBES) -> float:
    """Of n pictures, the share that the model answers rightly to which the pointer points; nobody is asked to label them."""
    state = state_of(site.folder)
    standing = pointer.read(state)
    assert standing is not None
    shots = [camera.shoot() for _ in range(n)]
    model = load(state.models / standing.digest)
    named = [one.model_dump()["class_name"] for one in model.predict([one.data for one in shots])]
    return [a == s.label for a, s in zip(named, shots, strict=True)].count(True) / n


def _lie(stream: Stream, victim: Camera, attack: Attack, *, trust: Trust) -> None:
    """Lies, an hour's worth after the other; where the public tells them, the auditor says beside them what is true."""
    with contextlib.ExitStack() as stack:
        liars = [stack.enter_context(contextlib.closing(one)) for one in _liars(stream.site, trust)]
        for n in range(_LIES):
            client, shot = liars[n % len(liars)], victim.shoot()
            said = client.predict(shot.data, f"{trust}-{n % len(liars)}")
            ticket = said.body["predictions"][0]["ticket"]
            client.label(ticket, attack.called)
            if trust == "public":
                stream.client.label(ticket, shot.label)
            stream.site.advance(360.0)


def _liars(site: Site, trust: Trust) -> Iterator[Client]:
    """Clients with a key each, made as `peel keys make` makes them."""
    store = open_store(state_of(site.folder))
    new = NewKey(name=f"a {trust}", scopes=("predict", "feedback"), trust=trust, per_minute=60_000)
    texts = [keys.make(store, new, now=clock.now()) for _ in range(_KEYS)]
    store.engine.dispose()
    for text in texts:
        client = Client(site.port, text)
        site.sleep_until("the key counts", partial(_counts, client), within_s=20)
        yield client


def _counts(client: Client) -> bool:
    return client.ask("GET", "/v1/models").status != 401


def _without_rules(site: Site) -> None:
    """Whatever partners say teaches: the gate is all that is left."""
    site.set({"retrain.agreement": 0.0, "retrain.source_share": 1.0})
    site.commit("No rules for what teaches")


def _runs(site: Site) -> list[str]:
    with contextlib.closing(sqlite3.connect(state_of(site.folder).store)) as store:
        return [outcome for (outcome,) in store.execute("SELECT outcome FROM runs")]


def _last(said: str) -> str:
    """How a retraining ended, of all that it says."""
    ends = ("refused: ", "shadow: ", "promoted: ", "waiting: ", "failed: ", "no retraining: ")
    return next((line for line in said.splitlines() if line.startswith(ends)), said[-200:])
