"""The loop as a drill: everything real, on a shared set, in peace and in every trouble.

`python benchmarks/drill.py [SET]` is the base drill: over 2,000 audit labels well above the threshold without an alert, then the camera
changes. `--all` adds the variants, each in an installation of its own; `--only NAME` is one variant by its name. Prints a table;
exits 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from peel.testing import clips, scenes
from tests.e2e.drill import troubles
from tests.e2e.drill.attack import Attack, Suffered, attacked
from tests.e2e.drill.camera import Camera, Dip, divide, shots
from tests.e2e.drill.drawn import Films, Scenes
from tests.e2e.drill.hook import Hook, hook
from tests.e2e.drill.scenario import Plan, Told, drill, version
from tests.e2e.drill.site import Site, free_port, make, running

SETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
BLURRED_AND_DARK = Dip(0.02, 0.25)
BOXES_DIP = Dip(0.007, 0.25)
CLIPS_DIP = Dip(0.01, 0.25)
# The test part of a small set is small: with its 100 pictures a loss of 1 point could never be ruled out.
VALUES = {
    "gate.threshold": 0.85,
    "split.test_share": 0.25,
    "serve.audit_rate": 1.0,
    "promote.approve": "auto",
    "promote.max_loss": 0.06,
    "promote.max_flips": 0.04,
}
SHORT = 400
LEAST_LOAD = 500  # answers, at up to five a second: the load went on for minutes
# Seconds for which a load may be without a good answer, where the server lives, and where it is killed again and again.
STILL_S = (10, 90)
ATTACK = Attack(SHORT, of="3", called="8")


class Drawn(NamedTuple):
    """Items that the drill draws itself: those that build the model are written, those that come later are the camera's."""

    write: Callable[[Path], Any]
    camera: Callable[[], Camera]


class Variant(NamedTuple):
    """A drill, what it is called, and the parameters by which it differs. `style` and `other`: what the camera shows first, and later.

    Where all is `drawn`, no archive is read. `rolls_back`: a person takes the better model back at the end.
    """

    name: str
    plan: Plan = Plan(SHORT, BLURRED_AND_DARK)
    values: Mapping[str, Any] = MappingProxyType({})
    archive: str = ""
    style: str = ""
    other: str = ""
    attack: Attack | None = None
    needs_small_disk: bool = False
    drawn: Drawn | None = None
    rolls_back: bool = False


def dark(**troubles: Any) -> Plan:
    """The camera is blurred and dark, and something else happens too."""
    return Plan(SHORT, BLURRED_AND_DARK, **troubles)


VARIANTS = (
    Variant("base", Plan(labels=2000, dip=BLURRED_AND_DARK)),
    Variant("the webhook is down", dark(until_red=troubles.webhook_down)),
    Variant("Prefect is down", dark(until_red=troubles.prefect_down)),
    Variant("the database is locked", dark(until_red=troubles.store_locked)),
    Variant("the database is gone", dark(until_red=troubles.store_gone, refuses=True)),
    Variant(
        "the disk is full",
        dark(until_red=troubles.disk_full, refuses=True),
        needs_small_disk=True,
    ),
    Variant("the retraining is killed", dark(until_better=troubles.killed)),
    Variant(
        "everything is killed",
        dark(
            until_red=troubles.each_killed,
            until_better=troubles.killed_at_each_step,
            server_dies=True,
            patience_s=1500,
        ),
    ),
    Variant("two retrain at once", dark(until_better=troubles.twice)),
    Variant("no model could be better", Plan(SHORT, None, helps=False)),
    Variant("poisoned feedback", attack=ATTACK),
    Variant(
        "photos become paintings",
        Plan(SHORT, Dip()),
        {"gate.threshold": 0.8, "promote.max_loss": 0.08, "promote.max_flips": 0.06},
        archive="pacs_shift",
        style="photo",
        other="art_painting",
    ),
    Variant(
        "boxes",
        Plan(SHORT, BOXES_DIP, patience_s=1500),
        {"problem.kind": "detection"},
        drawn=Drawn(partial(scenes.write, n=120), Scenes),
        rolls_back=True,
    ),
    Variant(
        "clips",
        Plan(SHORT, CLIPS_DIP, patience_s=1500),
        {"gate.threshold": 0.8, "promote.max_loss": 0.08, "promote.max_flips": 0.06},
        drawn=Drawn(partial(clips.write_clips, scenes=60), Films),
        rolls_back=True,
    ),
)


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("set", nargs="?", default="signdigits")
    names = [one.name for one in VARIANTS]
    parser.add_argument("--only", action="append", choices=names, help="more than once for several")
    parser.add_argument("--all", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for and print what was seen."""
    told, broken = asked(), []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    names = told.only or ["base"]
    folder = Path(tempfile.mkdtemp(prefix="drill-"))
    try:
        for variant in [one for one in VARIANTS if told.all or one.name in names]:
            found = whole(variant, SETS / f"{variant.archive or told.set}.zip", folder=folder)
            lines = (
                f"{'kept  ' if ok else 'BROKEN'} {variant.name}: {what}"
                for what, ok in found.items()
            )
            print("\n".join(lines), flush=True)
            broken += [what for what, ok in found.items() if not ok]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(broken)


def whole(variant: Variant, archive: Path, *, folder: Path) -> dict[str, bool]:
    """One drill, after which the next is made, however it ended."""
    try:
        return run(variant, archive, folder=folder)
    except Exception as error:
        traceback.print_exc()
        return {f"it came to its end: {error}": False}


def run(variant: Variant, archive: Path, *, folder: Path) -> dict[str, bool]:
    """One drill; which promises were kept."""
    if not variant.drawn and not archive.exists():
        print(f"{archive.name} is not here: {variant.name} was not made")
        return {}
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)

    say(variant.name)
    site, camera = installed(variant, archive, folder=folder)
    say("built and committed")
    with contextlib.ExitStack() as stack:
        told = stack.enter_context(hook())
        if variant.needs_small_disk and not stack.enter_context(troubles.small_disk(site)):
            print(f"this user may mount no small disk: {variant.name} was not made")
            return {}
        stack.enter_context(running(site, alerts=told.url))
        say("promoted; the installation is up")
        if variant.attack:
            suffered = attacked(site, told, variant.attack, camera=camera, say=say)
            found = refused(suffered, variant.attack)
        else:
            plan, least = planned(variant, archive), {**VALUES, **variant.values}["gate.threshold"]
            seen = drill(site, told, plan, camera=camera, say=say)
            found = judged(plan, seen, told=told, least=least)
            found |= taken_back(site, seen) if variant.rolls_back else {}
        found[site.peel("audit", "verify").strip()] = True
    say(f"alerts: {[one['title'] for one in told.told]}")
    shutil.rmtree(site.folder.parent, ignore_errors=True)
    return found


def installed(variant: Variant, archive: Path, *, folder: Path) -> tuple[Site, Camera]:
    """An installation for this drill alone: a copy of one that was built for all with the same parameters. With it its camera."""
    own_data = variant.name if variant.drawn else (archive, variant.style)
    key = hashlib.sha256(repr((own_data, dict(variant.values))).encode()).hexdigest()[:8]
    place, values = folder / key, {**VALUES, **variant.values, "serve.port": free_port()}
    if not place.exists():
        if variant.drawn:
            variant.drawn.write(place / "known")
        else:
            divide(archive, place / "known", style=variant.style)
        make(place / "site", place / "known", values)
    own = folder / variant.name.replace(" ", "-") / "site"
    shutil.copytree(place / "site", own, symlinks=True)
    site = Site(own, port=int(values["serve.port"]))
    site.set({"serve.port": site.port})
    site.run("git", "commit", "-qam", "Its own port", "--allow-empty")
    return site, camera_of(variant, archive, known=place / "known")


def camera_of(variant: Variant, archive: Path, *, known: Path) -> Camera:
    """One that shows nothing that is `known`."""
    if variant.drawn:
        return variant.drawn.camera()
    learnt = {path.read_bytes() for path in known.glob("*/*")}
    return Camera([one for one in shots(archive, style=variant.style) if one.data not in learnt])


def taken_back(site: Site, seen: Told) -> dict[str, bool]:
    """A person's `peel rollback`, and which model answers then."""
    began, client = time.monotonic(), site.client()
    site.peel("rollback")
    with contextlib.closing(client), contextlib.suppress(TimeoutError):
        site.sleep_until(
            "the first again", lambda: version(client) == seen.versions[0], within_s=60
        )
        return {f"taken back in {time.monotonic() - began:.0f} s": True}
    return {"taken back within 60 s": False}


def planned(variant: Variant, archive: Path) -> Plan:
    """The drill's plan, with what the camera shows later: half of it until a better model answers, and the other half then."""
    if not variant.other:
        return variant.plan
    others = tuple(shots(archive, style=variant.other))
    half = len(others) // 2
    return variant.plan._replace(dip=Dip(shows=others[:half]), unseen=others[half:])


def refused(seen: Suffered, attack: Attack) -> dict[str, bool]:
    """Promise by promise, of an attack."""
    (was, now), (all_was, all_now), (ruled, unruled) = seen.of_class, seen.of_all, seen.taught
    both = f"{was:.1%} of the class right, then {now:.1%}; of all {all_was:.1%}, then {all_now:.1%}"
    return {
        f"nothing turned red, nobody was told: {seen.colours}, {seen.alarms}": "red"
        not in seen.colours
        and not seen.alarms,
        f"{seen.began} retrainings began by themselves": seen.began == 0,
        f"under the rules {ruled} of {attack.partners()} lies teach": ruled
        <= 0.4 * attack.partners(),
        f"without them {unruled} teach a model that knows {seen.harmed:.1%} of the class": unruled
        > ruled
        and seen.harmed < was - 0.05,
        f"what is served: {both} ({' / '.join(seen.words)})": was - now <= 0.05
        and all_was - all_now <= 0.02,
    }


def judged(plan: Plan, seen: Told, *, told: Hook, least: float) -> dict[str, bool]:
    """Promise by promise; `least` is the threshold."""
    return {**steady(plan, seen), **heard(plan, seen, told=told), **ended(plan, seen, least=least)}


def steady(plan: Plan, seen: Told) -> dict[str, bool]:
    """What holds for whoever asks, whatever happens."""
    load, asked = seen.load, plan.labels + seen.until_red
    away = load.unanswered if plan.server_dies else 0
    unanswered = f", {away} met a dead server" if plan.server_dies else ""
    most_s = STILL_S[plan.server_dies]
    kept = {
        f"{load.statuses['200']} requests of the load, {load.failed - away} failed{unanswered}": load.failed
        == away
        and load.statuses["200"] >= LEAST_LOAD,
        f"never longer than {load.still_s:.1f} s without an answer": load.still_s <= most_s,
        f"{seen.promised} labels were promised to be kept, {seen.missing} do not stand there once as they were said": seen.missing
        == 0
        and seen.promised >= 0.9 * asked,
        f"every answer named its model: {dict(load.versions)}": set(load.versions)
        == set(seen.versions),
    }
    if plan.refuses:
        return {**kept, f"labels were refused meanwhile: {dict(load.later)}": bool(load.later)}
    return kept


def heard(plan: Plan, seen: Told, *, told: Hook) -> dict[str, bool]:
    """What people were told: the fall once, the end of the retraining once, nothing twice."""
    end = "Retraining promoted" if plan.helps else "Retraining refused"
    counted = Counter(told.alarms)
    once = all(counted[title] == 1 for title in (f"peel {seen.versions[0]}: red", end))
    return {
        f"{plan.labels} labels well above the threshold: no alert": seen.alerts_before == 0
        and seen.colours[0] == "green",
        f"red after {seen.until_red} labels": seen.colours[1] == "red",
        f"people heard: {told.alarms}": once and max(counted.values()) == 1,
    }


def ended(plan: Plan, seen: Told, *, least: float) -> dict[str, bool]:
    """Who answers at the end, and how well."""
    before, now = seen.versions
    registered = (before, now) if plan.helps else (before,)
    standing = (
        f"{now} is what pointer and server say, registered are {', '.join(seen.registered)}",
        seen.pointed == now and seen.registered == registered,
    )
    if not plan.helps:
        return dict([standing, (f"{before} stays", now == before)])
    better = before != now and seen.right_after >= least > seen.right_dipped
    words = f"{seen.right_dipped:.1%} right, after {seen.seconds_to_end:.0f} s {seen.right_after:.1%} with {now}"
    ends = ("green", "grey") if plan.unseen else ("green",)
    return dict([standing, (words, better), (f"then {seen.colours[-1]}", seen.colours[-1] in ends)])


if __name__ == "__main__":
    sys.exit(main())
