"""What the watch says without labels of a detector: how often it calls unchanged pictures other, and how often changed ones.

Run: OMP_NUM_THREADS=1 python benchmarks/signals.py [PROJECT]. Builds a detector of drawn scenes, or takes that of PROJECT, which finds the
same things. Weeks are drawn from 300 new scenes, what the test said from 300 others, so that it is another test each week. Beside the
rule of the product one that counts things, at the same chance.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import peel
from peel.bundle.predict import Model
from peel.metrics.wilson import wilson
from peel.testing import scenes
from peel.types.bundle import Card
from peel.watch import signals
from tests.e2e.drill.camera import Dip
from tests.e2e.drill.drawn import Scenes
from tests.e2e.drill.site import free_port, make

Floats = NDArray[np.float64]
SCENES, WEEKS, SEED, ALPHA = 300, 2_000, 20_261_128, 0.001
VALUES = {"problem.kind": "detection", "gate.threshold": 0.85, "split.test_share": 0.25}
DIPS = {
    "nothing": None,
    "a little darker (harmless)": Dip(light=0.7),
    "dark": Dip(light=0.25),
    "blurred": Dip(blur=0.01),
    "blurred and dark": Dip(blur=0.01, light=0.25),
}


class Week(NamedTuple):
    """Of n pictures how probable each name is (n, k), how many things were found (n,), and how right the answers are (n,)."""

    p: Floats
    things: Floats
    right: Floats

    def draw(self, n: int, rng: np.random.Generator) -> Week:
        """So many of them, with replacement."""
        places = rng.integers(0, len(self.p), n)
        return Week(*(part[places] for part in self))


class Sides(NamedTuple):
    """What the test said, and a week."""

    test: Week
    now: Week


Rule = Callable[[Sides, Card], bool]


def main() -> None:
    """Print a line for each change."""
    with tempfile.TemporaryDirectory() as work:
        project = Path(sys.argv[1]) if sys.argv[1:] else built(Path(work))
        table(peel.load(project / "bundle"))


def built(work: Path) -> Path:
    """A project of 120 scenes."""
    scenes.write(work / "known", n=120)
    return make(work / "site", work / "known", {**VALUES, "serve.port": free_port()}).folder


def table(model: Model) -> None:
    """Print it."""
    card = model.card
    test = see(model, Scenes(seed=1))
    print(
        f"{WEEKS} weeks; the test has {card.reference.n if card.reference else 0} pictures; shares of weeks that are called other"
    )
    print(
        f"{'what changed':32}{'F1':>5}{'names, 200':>14}{'1,000':>8}{'things, 200':>14}{'1,000':>8}"
    )
    for name, now in changes(model):
        rates = [
            rate(rule, Sides(test, now), card=card, n=n)
            for rule in (by_names, by_things)
            for n in (200, 1000)
        ]
        cells = "".join(f"{one:>{w}.2%}" for one, w in zip(rates, (14, 8, 14, 8), strict=True))
        print(f"{name:32}{now.right.mean():5.2f}{cells}", flush=True)
        if name == "nothing":
            most = [wilson(one * WEEKS, WEEKS)[1] for one in rates[:2]]
            print(f"{'':37}at most {most[0]:.2%} and {most[1]:.2%} (95 %)")


def changes(model: Model) -> list[tuple[str, Week]]:
    """What the model says of 300 new scenes, change by change."""
    found = [(name, see(model, Scenes(seed=2, dip=dip))) for name, dip in DIPS.items()]
    same = found[0][1]
    crowded = same.things >= np.median(same.things)
    return [*found, ("more things (the fuller half)", Week(*(part[crowded] for part in same)))]


def see(model: Model, camera: Scenes) -> Week:
    """What the model says of what the camera shows."""
    shots = [camera.shoot() for _ in range(SCENES)]
    answers = [model.predict([one.data])[0] for one in shots]
    said = [one.model_dump() for one in answers]
    told = [[model.problem.shares(one)[name] for name in model.names] for one in answers]
    right = [camera.worth(a, s.label) for a, s in zip(said, shots, strict=True)]
    return Week(np.array(told), np.array([float(len(a["things"])) for a in said]), np.array(right))


def rate(rule: Rule, both: Sides, *, card: Card, n: int) -> float:
    """The share of weeks of n pictures that the rule calls other than a test that is as large as the card's."""
    rng, n_test = np.random.default_rng((SEED, n)), card.reference.n if card.reference else 0
    weeks = (Sides(both.test.draw(n_test, rng), both.now.draw(n, rng)) for _ in range(WEEKS))
    return sum(rule(week, card) for week in weeks) / WEEKS


def by_names(both: Sides, card: Card) -> bool:
    """The product's own."""
    p = both.test.p
    changed = {"n": len(p), "mean": tuple(p.mean(axis=0)), "std": tuple(p.std(axis=0))}
    reference = card.reference.model_copy(update=changed) if card.reference else None
    return bool(signals.of_names(both.now.p, card.model_copy(update={"reference": reference})))


def by_things(both: Sides, _card: Card) -> bool:
    """Whether the mean number of things is another one."""
    test, now = both.test.things, both.now.things
    error = max(test.std(), now.std()) * math.sqrt(1 / len(now) + 1 / len(test))
    off = abs(float(now.mean() - test.mean()))
    return error > 0 and math.erfc(off / error / math.sqrt(2)) < ALPHA


if __name__ == "__main__":
    main()
