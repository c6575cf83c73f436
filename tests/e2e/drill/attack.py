"""Poisoned feedback: many keys say of pictures of one class that they show another. No red comes of it, and no worse model."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from peel import clock
from peel.bundle import pointer
from peel.bundle.load import load
from peel.feedback import keys
from peel.feedback.store import open_store
from peel.params import load as params
from peel.project.state import state_of
from peel.registry.registry import candidates
from peel.retraining import dataset
from peel.types.key import NewKey
from peel.types.ticket import Trust
from peel.types.version import Candidate
from tests.e2e.drill.camera import Camera, Shot
from tests.e2e.drill.client import Client
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.scenario import PAUSE_S, Say, Stream
from tests.e2e.drill.site import DAY_S, Site

_PROBES = 150


class Wave(NamedTuple):
    """So many lies, from so many keys of this trust."""

    trust: Trust
    lies: int
    keys: int

    def __str__(self) -> str:
        return f"{self.lies} lies from {self.keys} {self.trust} keys"


class Attack(NamedTuple):
    """How many honest labels before it; which class is said to be which; by whom, and by whom again where no rule holds any more."""

    honest: int
    of: str
    called: str
    waves: tuple[Wave, ...] = (
        Wave("public", 100, 20),
        Wave("partner", 30, 1),
        Wave("partner", 100, 1),
        Wave("partner", 100, 20),
    )
    unruled: Wave = Wave("partner", 200, 20)

    def partners(self) -> int:
        """How many of the lies may teach at all: the public's never do."""
        return sum(wave.lies for wave in self.waves if wave.trust == "partner")


@dataclass
class Suffered:
    """What came of it: colours, alarms and runs that began by themselves, how a person's two retrainings ended.

    `taught`: how many of the partners' lies teach, under the rules and without them. `of_class` and `of_all`: the share of right
    answers of the model that is served, before and after. `harmed`: that of the class by the worst model that was made without the rules.
    """

    colours: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    began: int = 0
    words: list[str] = field(default_factory=list)
    taught: list[int] = field(default_factory=list)
    of_class: list[float] = field(default_factory=list)
    of_all: list[float] = field(default_factory=list)
    harmed: float = 1.0


def attacked(site: Site, hook: Hook, attack: Attack, *, camera: Camera, say: Say) -> Suffered:
    """Honest labels, then lies; then a person retrains on what came, once under the rules and once without them."""
    seen, stream = Suffered(), Stream(site, camera, site.client())
    victim = Camera([one for one in camera.held if one.label == attack.of], seed=7)
    of_class, of_all = ([one.shoot() for _ in range(_PROBES)] for one in (victim, camera))
    with contextlib.closing(stream.client):
        stream.share(attack.honest)
        _probe(site, seen, of_class, of_all)
        for wave in attack.waves:
            _lie(stream, victim, attack, wave=wave)
            site.advance(DAY_S)
            stream.share(50)
            time.sleep(PAUSE_S)
            seen.colours.append(stream.colour())
            say(f"{wave}: {seen.colours[-1]}, alerts {hook.alarms}")
        seen.alarms, seen.began = hook.alarms, len(_runs(site))
        _retrained(site, seen, say=say)
        _without_rules(site)
        _lie(stream, victim, attack, wave=attack.unruled)
        known = {one.model for one in _candidates(site)}
        _retrained(site, seen, "--anyway", say=say)
        made = [one.model for one in _candidates(site) if one.model not in known]
        seen.harmed = min((right(site, of_class, model=one) for one in made), default=1.0)
        _probe(site, seen, of_class, of_all)
    return seen


def right(site: Site, shots: Sequence[Shot], *, model: str = "") -> float:
    """The share of these pictures that a kept model answers rightly: the one with this digest, else the one to which the pointer points."""
    state = state_of(site.folder)
    standing = pointer.read(state)
    assert standing is not None
    asked = load(state.models / (model or standing.digest))
    named = [one.model_dump()["class_name"] for one in asked.predict([s.data for s in shots])]
    return [a == s.label for a, s in zip(named, shots, strict=True)].count(True) / len(shots)


def _probe(site: Site, seen: Suffered, of_class: Sequence[Shot], of_all: Sequence[Shot]) -> None:
    """The same pictures before and after; nobody is asked to label them."""
    seen.of_class.append(right(site, of_class))
    seen.of_all.append(right(site, of_all))


def _retrained(site: Site, seen: Suffered, *words: str, say: Say) -> None:
    """What would teach now, and how a person's retraining on it ends."""
    seen.taught.append(_taught(site))
    seen.words.append(_last(site.peel("retrain", *words, ok=(0, 1, 3))))
    say(f"{seen.taught[-1]} lies teach; {seen.words[-1]}")


def _taught(site: Site) -> int:
    settings = params.load(site.folder / params.FILE).retrain
    store = open_store(state_of(site.folder))
    terms = dataset.Terms(settings, "classification", ())
    taken = dataset.choose(store, state_of(site.folder), terms=terms)
    store.engine.dispose()
    return sum(one.label.trust == "partner" for one in taken.lessons)


def _candidates(site: Site) -> list[Candidate]:
    store = open_store(state_of(site.folder))
    found = candidates(store)
    store.engine.dispose()
    return found


def _lie(stream: Stream, victim: Camera, attack: Attack, *, wave: Wave) -> None:
    """Lies, an hour's worth after the other; where the public tells them, the auditor says beside them what is true."""
    with contextlib.ExitStack() as stack:
        liars = [stack.enter_context(contextlib.closing(one)) for one in _liars(stream.site, wave)]
        for n in range(wave.lies):
            client, shot = liars[n % len(liars)], victim.shoot()
            said = client.predict(shot, f"{wave.trust}-{n % len(liars)}")
            ticket = said.body["predictions"][0]["ticket"]
            client.label(ticket, attack.called)
            if wave.trust == "public":
                stream.client.label(ticket, shot.label)
            stream.site.advance(360.0)


def _liars(site: Site, wave: Wave) -> Iterator[Client]:
    """Clients with a key each, made as `peel keys make` makes them."""
    store = open_store(state_of(site.folder))
    asked = ("predict", "feedback")
    new = NewKey(name=f"a {wave.trust}", scopes=asked, trust=wave.trust, per_minute=60_000)
    texts = [keys.make(store, new, now=clock.now()) for _ in range(wave.keys)]
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
