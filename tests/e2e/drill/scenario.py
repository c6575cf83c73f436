"""The drill: weeks of good answers without an alert, a camera that changes, and what follows by itself, in peace or in trouble."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from peel.bundle import pointer
from peel.project.state import state_of
from tests.e2e.drill.camera import Camera, Dip, Shot
from tests.e2e.drill.client import Client, Load, steady
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.site import Site

_STEP_S = 360.0  # of the clock, for each picture: ten an hour, each of another camera
_CAMERAS = 10
PAUSE_S = 10.0  # for whoever wants to cry wolf
Say = Callable[[str], None]
Trouble = Callable[[Site, Hook], AbstractContextManager[None]]


@contextlib.contextmanager
def peace(_site: Site, _hook: Hook) -> Iterator[None]:
    """No trouble."""
    yield


class Plan(NamedTuple):
    """How many labels before the camera changes, how it changes, how long everything may take, after how many labels it is over.

    `until_red` and `until_better` are the troubles while the score is down and while a better model is looked for; `helps`
    says whether a better one can be found, `unseen` is what the camera shows then. Where the server itself is killed, `server_dies`,
    nobody may answer for a while; where the trouble `refuses`, no label can be taken while it lasts.
    """

    labels: int
    dip: Dip | None
    most_until_red: int = 1500
    patience_s: float = 900
    after: int = 500
    until_red: Trouble = peace
    until_better: Trouble = peace
    helps: bool = True
    unseen: tuple[Shot, ...] = ()
    server_dies: bool = False
    refuses: bool = False


@dataclass
class Told:
    """What the drill saw."""

    right_before: float = 0.0
    right_dipped: float = 0.0
    right_after: float = 0.0
    until_red: int = 0
    seconds_to_end: float = 0.0
    versions: tuple[str, str] = ("", "")
    registered: tuple[str, ...] = ()
    pointed: str = ""
    colours: list[str] = field(default_factory=list)
    alerts_before: int = 0
    load: Load = field(default_factory=Load)
    promised: int = 0
    missing: int = 0


@dataclass
class Stream:
    """Labelled pictures, one after the other, under the moved clock."""

    site: Site
    camera: Camera
    client: Client
    n: int = 0

    def shoot(self, *, step_s: float = _STEP_S) -> float:
        """One picture: asked, and its true label told; how right the answer was."""
        shot = self.camera.shoot()
        self.site.advance(step_s)
        source = f"camera-{self.n % _CAMERAS}"
        said = self.client.patient(lambda: self.client.predict(shot, source))
        self.n += 1
        (one,) = said.body["predictions"]
        self.client.label(one["ticket"], shot.label)
        return self.camera.worth(one["answer"], shot.label)

    def share(self, n: int, *, step_s: float = _STEP_S) -> float:
        """Of n pictures, the share of right answers."""
        return sum(self.shoot(step_s=step_s) for _ in range(n)) / n

    def colour(self) -> str:
        """Of the watch of everything, as the server tells it."""
        said = self.client.patient(lambda: self.client.ask("GET", "/v1/watch"))
        return str(next(one["colour"] for one in said.body["watches"] if one["name"] == ""))

    def version(self) -> str:
        """Of the model that answers."""
        return version(self.client)


def version(client: Client) -> str:
    """Of the model that answers."""
    said = client.patient(lambda: client.ask("GET", "/v1/models"))
    return str(said.body["champion"]["version"])


def drill(site: Site, hook: Hook, plan: Plan, *, camera: Camera, say: Say) -> Told:
    """Run it; what was seen comes back, and whoever called judges it."""
    told = Told()
    stream = Stream(site, camera, site.client())
    other = replace(camera, seed=camera.seed + 1)
    with contextlib.closing(stream.client), steady(site.client, other.shoot, every_s=0.2) as load:
        told.load = load
        told.right_before = stream.share(plan.labels)
        time.sleep(PAUSE_S)
        told.colours.append(stream.colour())
        told.alerts_before = len(hook.alarms)
        say(
            f"{plan.labels} labels, {told.right_before:.1%} right: {told.colours[-1]}, {told.alerts_before} alerts"
        )
        camera.dip = other.dip = plan.dip
        camera.lies = other.lies = plan.dip is None
        with plan.until_red(site, hook):
            told.until_red, told.right_dipped = _until_red(stream, plan)
        told.colours.append(stream.colour())
        say(f"then: red after {told.until_red} labels, {told.right_dipped:.1%} right")
        began, first = time.monotonic(), stream.version()
        with plan.until_better(site, hook):
            _until_end(stream, plan, hook=hook, first=first)
        told.seconds_to_end = time.monotonic() - began
        told.versions = (first, stream.version())
        say(f"after {told.seconds_to_end:.0f} s {told.versions[1]} answers, before it was {first}")
        if camera.dip and plan.unseen:
            camera.dip = other.dip = camera.dip._replace(shows=plan.unseen)
        told.right_after = stream.share(plan.after) if plan.helps else 0.0
        time.sleep(PAUSE_S)
        told.colours.append(stream.colour())
        say(
            f"{told.right_after:.1%} right now: {told.colours[-1]}; load {dict(load.statuses)} {dict(load.versions)}, "
            f"slowest {max(load.seconds):.1f} s, labels said again {dict(load.later)}"
        )
    promised = stream.client.kept | load.kept
    told.promised, told.missing = len(promised), lost(site, promised)
    told.registered, told.pointed = champions(site)
    return told


def lost(site: Site, promised: Mapping[str, str]) -> int:
    """How many of the labels that the server promised to keep do not stand in the store exactly once, as they were said."""
    there: dict[str, list[str]] = defaultdict(list)
    with contextlib.closing(sqlite3.connect(state_of(site.folder).store)) as store:
        for ticket, label in store.execute("SELECT ticket, label FROM labels"):
            there[ticket].append(label)
    return sum(there[ticket] != [label] for ticket, label in promised.items())


def champions(site: Site) -> tuple[tuple[str, ...], str]:
    """All versions that were ever registered, and the one to which the pointer points."""
    state = state_of(site.folder)
    with contextlib.closing(sqlite3.connect(state.store)) as store:
        found = store.execute("SELECT version FROM versions ORDER BY at").fetchall()
    standing = pointer.read(state)
    return tuple(version for (version,) in found), standing.version if standing else ""


def _until_red(stream: Stream, plan: Plan) -> tuple[int, float]:
    right = 0.0
    for n in range(1, plan.most_until_red + 1):
        right += stream.shoot()
        if n % 20 == 0 and stream.colour() == "red":
            return n, right / n
    raise TimeoutError(f"not red in {plan.most_until_red} labels, but {stream.colour()}")


def _until_end(stream: Stream, plan: Plan, *, hook: Hook, first: str) -> None:
    """The camera goes on while the retraining works; the clock stands still, for it moves days in a minute."""
    end = time.monotonic() + plan.patience_s
    while time.monotonic() < end:
        ends = [title for title in hook.alarms if title.startswith("Retraining ")]
        if stream.version() != first or (ends and not plan.helps):
            return
        if ends and ends != ["Retraining promoted"]:
            raise RuntimeError(f"no better model comes of it: {hook.alarms}")
        stream.shoot(step_s=0.0)
        time.sleep(0.5)
    raise TimeoutError(f"no end in {plan.patience_s:.0f} s: {[one['title'] for one in hook.told]}")
