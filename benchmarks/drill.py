"""The loop as a drill: everything real, on a shared set, in peace and in every trouble.

`python benchmarks/drill.py [SET]` is the base drill: over 2,000 audit labels well above the threshold without an alert, then the camera
changes. `--all` adds the variants, each in an installation of its own; `--only NAME` is one variant by its name. Prints a table;
exits 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.e2e.drill import troubles
from tests.e2e.drill.camera import Camera, Dip, divide
from tests.e2e.drill.hook import Hook, hook
from tests.e2e.drill.scenario import Plan, Told, drill
from tests.e2e.drill.site import free_port, make, running

SETS = Path(__file__).resolve().parents[2] / "shared" / "datasets"
BLURRED_AND_DARK = Dip(0.02, 0.25)
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


class Variant(NamedTuple):
    """A drill and what it is called."""

    name: str
    plan: Plan


VARIANTS = (
    Variant("base", Plan(labels=2000, dip=BLURRED_AND_DARK)),
    Variant("the webhook is down", Plan(SHORT, BLURRED_AND_DARK, until_red=troubles.webhook_down)),
    Variant("Prefect is down", Plan(SHORT, BLURRED_AND_DARK, until_red=troubles.prefect_down)),
    Variant(
        "the database is locked", Plan(SHORT, BLURRED_AND_DARK, until_red=troubles.store_locked)
    ),
    Variant(
        "the retraining is killed", Plan(SHORT, BLURRED_AND_DARK, until_better=troubles.killed)
    ),
    Variant("two retrain at once", Plan(SHORT, BLURRED_AND_DARK, until_better=troubles.twice)),
    Variant("no model could be better", Plan(SHORT, None, helps=False)),
)


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("set", nargs="?", default="signdigits")
    parser.add_argument("--only", choices=[one.name for one in VARIANTS], default="base")
    parser.add_argument("--all", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for and print what was seen."""
    told = asked()
    archive = SETS / f"{told.set}.zip"
    if not archive.exists():
        print(f"{archive.name} is not here: this drill was not made")
        return 0
    broken = []
    for variant in VARIANTS if told.all else [one for one in VARIANTS if one.name == told.only]:
        folder = Path(tempfile.mkdtemp(prefix="drill-"))
        try:
            found = run(variant, archive, folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(
            "\n".join(
                f"{'kept  ' if ok else 'BROKEN'} {variant.name}: {what}"
                for what, ok in found.items()
            )
        )
        broken += [what for what, ok in found.items() if not ok]
    return bool(broken)


def run(variant: Variant, archive: Path, *, folder: Path) -> dict[str, bool]:
    """One drill; which promises were kept."""
    held = divide(archive, folder / "known")
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)

    with hook() as told:
        site = make(folder / "site", folder / "known", {**VALUES, "serve.port": free_port()})
        say(f"{variant.name}: built and committed")
        with running(site, alerts=told.url):
            say("promoted; the installation is up")
            seen = drill(site, told, variant.plan, camera=Camera(held), say=say)
            lines = site.peel("audit", "verify").strip()
    say(f"alerts: {[one['title'] for one in told.told]}; {lines}")
    return judged(variant.plan, seen, told=told)


def judged(plan: Plan, seen: Told, *, told: Hook) -> dict[str, bool]:
    """Promise by promise."""
    reds = [one for one in told.told if "red" in one["title"]]
    kept = {
        f"{plan.labels} labels well above the threshold: no alert": seen.alerts_before == 0,
        f"red after {seen.until_red} labels, told once": seen.colours[1] == "red"
        and len(reds) == 1,
        f"{seen.load.statuses['200']} requests of the load, {seen.load.failed} failed": seen.load.failed
        == 0,
        f"every answer named its model: {dict(seen.load.versions)}": set(seen.load.versions)
        <= set(seen.versions),
    }
    if plan.helps:
        better = seen.versions[0] != seen.versions[1] and seen.right_after > seen.right_dipped
        words = f"{seen.right_dipped:.1%} right, after {seen.seconds_to_end:.0f} s {seen.right_after:.1%} with {seen.versions[1]}"
        return {**kept, words: better, f"then {seen.colours[-1]}": seen.colours[-1] == "green"}
    stays = seen.versions[0] == seen.versions[1]
    return {
        **kept,
        f"{seen.versions[0]} stays, and it was told": stays and bool(told.about("retraining")),
    }


if __name__ == "__main__":
    sys.exit(main())
