"""The base drill: weeks of good answers without an alert, a camera that changes, and what follows by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tests.e2e.drill.camera import Camera, Dip
from tests.e2e.drill.client import TAKEN, Client, Load, steady
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.site import Site

_STEP_S = 360.0  # of the clock, for each picture: ten an hour, each of another camera
_CAMERAS = 10
Say = Callable[[str], None]


class Plan(NamedTuple):
    """How many labels before the camera changes, how it changes, and how long everything may take."""

    labels: int
    dip: Dip
    most_until_red: int = 1500
    patience_s: float = 900
    after: int = 200


@dataclass
class Told:
    """What the drill saw."""

    right_before: float = 0.0
    right_dipped: float = 0.0
    right_after: float = 0.0
    until_red: int = 0
    seconds_to_better: float = 0.0
    versions: tuple[str, ...] = ()
    colours: list[str] = field(default_factory=list)
    alerts_before: int = 0
    load: Load = field(default_factory=Load)


@dataclass
class Stream:
    """Labelled pictures, one after the other, under the moved clock."""

    site: Site
    camera: Camera
    client: Client
    n: int = 0

    def shoot(self, *, step_s: float = _STEP_S) -> bool:
        """One picture: asked, and its true label told; whether the answer was right."""
        shot = self.camera.shoot()
        self.site.advance(step_s)
        said = self.client.predict(shot.data, f"camera-{self.n % _CAMERAS}")
        assert said.status == 200, said
        self.n += 1
        told = self.client.label(said.body["predictions"][0]["ticket"], shot.label)
        assert str(told.status) in TAKEN, told
        return bool(said.body["predictions"][0]["answer"]["class_name"] == shot.label)

    def share(self, n: int, *, step_s: float = _STEP_S) -> float:
        """Of n pictures, the share of right answers."""
        return sum(self.shoot(step_s=step_s) for _ in range(n)) / n

    def overall(self) -> dict[str, Any]:
        """The watch of everything, as the server tells it."""
        said = self.client.ask("GET", "/v1/watch")
        assert said.status == 200, said
        return next(one for one in said.body["watches"] if one["name"] == "")


def drill(site: Site, hook: Hook, plan: Plan, *, camera: Camera, say: Say) -> Told:
    """Run it; what was seen comes back, and whoever called judges it."""
    told = Told()
    stream = Stream(site, camera, site.client())
    other = replace(camera, seed=camera.seed + 1)
    with steady(site.client(), other.shoot, every_s=0.2) as load:
        told.load = load
        told.right_before = stream.share(plan.labels)
        time.sleep(10)  # whoever wants to cry wolf may do so now
        told.colours.append(stream.overall()["colour"])
        told.alerts_before = len(hook.about("below"))
        say(f"{plan.labels} labels, {told.right_before:.1%} right: {told.colours[-1]}, {len(hook.told)} alerts")
        camera.dip = other.dip = plan.dip
        told.until_red, told.right_dipped = _until_red(stream, plan)
        say(f"the camera changed: red after {told.until_red} labels, {told.right_dipped:.1%} right")
        told.colours.append(stream.overall()["colour"])
        began, first = time.monotonic(), _version(stream)
        _until_better(stream, first, plan)
        told.seconds_to_better = time.monotonic() - began
        told.versions = (first, _version(stream))
        say(f"{told.versions[1]} took over from {first} after {told.seconds_to_better:.0f} s")
        told.right_after = stream.share(plan.after)
        time.sleep(10)
        told.colours.append(stream.overall()["colour"])
        say(f"{told.right_after:.1%} right now: {told.colours[-1]}; load: {dict(load.statuses)}")
    return told


def _until_red(stream: Stream, plan: Plan) -> tuple[int, float]:
    right = 0
    for n in range(1, plan.most_until_red + 1):
        right += stream.shoot()
        if n % 20 == 0 and stream.overall()["colour"] == "red":
            return n, right / n
    raise TimeoutError(f"never red in {plan.most_until_red} labels: {stream.overall()}")


def _until_better(stream: Stream, first: str, plan: Plan) -> None:
    """The camera goes on while the retraining works; the clock stands still, for it moves days in a minute."""
    for _ in _ticks(plan.patience_s):
        if _version(stream) != first:
            return
        stream.shoot(step_s=0.0)
    raise TimeoutError(f"no better model in {plan.patience_s:.0f} s")


def _ticks(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.5)


def _version(stream: Stream) -> str:
    said = stream.client.ask("GET", "/v1/models")
    assert said.status == 200, said
    return str(said.body["champion"]["version"])
