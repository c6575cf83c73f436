"""Whether the numbers that Peel prints are true: reported scores minus the score on a part that nothing has seen.

Run: python benchmarks/truth.py [--draws 50] [SET...]. Of each set a part is hidden by a seeded draw, families apart; the
rest goes the way of a project (sealed part, folds, search, choice, fit), on features that are computed once.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from rows import KEPT, Rows, rows
from sets import learner, present
from threadpoolctl import threadpool_limits

from peel.backbones.network import Network, prepare
from peel.backbones.source import WeightSource
from peel.cache import Cache
from peel.heads.classes import Classes
from peel.metrics import bootstrap
from peel.metrics.wilson import wilson
from peel.problem import find
from peel.runners.feature_file import FeatureFile
from peel.runners.place import Place
from peel.runners.sight import cells
from peel.search import conclusion, plan, trial
from peel.split import draw as parts_draw
from peel.split.draw import Held, draw_test
from peel.split.parts import Pictures, count_by_family, draw_folds, group
from peel.split.siblings import coordinates
from peel.training.ensemble import Ensemble
from peel.training.train import Material, fit
from peel.types.items import Size
from peel.types.label_space import LabelSpace
from peel.types.model import Choice

HIDDEN, SEALED = 0.4, 0.15
NET = "net"
LEARNER = learner("classification")


class Share(NamedTuple):
    """A share of right answers with its 95 % interval."""

    value: float
    low: float
    high: float


class Draw(NamedTuple):
    """What one draw of one set said (of the model on the sealed part and out-of-fold, of the best single head), and the truth."""

    sealed: Share
    shown: Share
    best: Share
    hidden: Share
    hidden_best: Share


def families(one: Rows, network: Network) -> np.ndarray:
    """The families of all items, as a project finds them."""
    pictures = Pictures(
        item=[f"{item}{place}" for place, item in enumerate(one.items)],
        pixels=list(one.pixels),
        group=[""] * len(one.y),
        strata=[(str(one.names[c]),) for c in one.y],
        thumbs=one.thumbs,
        placed=coordinates(one.x[:, cells(network)]),
    )
    return np.array(group(pictures, near_duplicates="keep together", without=frozenset()).family)


def taken(family: np.ndarray, strata: np.ndarray, *, share: float, seed: int) -> np.ndarray:
    """Which rows go to a test part of this share."""
    found = count_by_family(family.tolist(), [(name,) for name in strata.tolist()])
    counts = {name: one.counts for name, one in found.items()}
    chosen = draw_test(
        counts, held=Held(Counter(), Counter()), size=parts_draw.Size(share, 2000), seed=seed
    )
    return np.isin(family, list(chosen))


class Case(NamedTuple):
    """A set with its families, and the seed of the draw."""

    one: Rows
    network: Network
    family: np.ndarray
    seed: int

    def x(self, part: np.ndarray, tap: int) -> np.ndarray:
        """(n, d) features of some rows at a tap."""
        start = self.network.start(tap)
        return self.one.x[part, start : start + self.network.taps[tap].total].astype(np.float32)

    def classes(self, part: np.ndarray) -> Classes:
        """The classes of some rows."""
        return Classes(self.one.y[part], len(self.one.names))


def draw(name: str, seed: int, *, network: Network) -> Draw:
    """One hidden part, one project on the rest."""
    threadpool_limits(1)
    one = rows(name, network)
    case = Case(one, network, families(one, network), seed)
    hidden = taken(case.family, one.names[one.y], share=HIDDEN, seed=10_000 + seed)
    known = np.flatnonzero(~hidden)  # what a project is given
    chosen = taken(case.family[known], one.names[one.y[known]], share=SEALED, seed=seed)
    sealed, trained = known[chosen], known[~chosen]
    table = searched(case, trained)
    model, best = table.model, table.candidates[0]
    learnt = FeatureFile(len(trained), widths=[t.total for t in network.taps], folder=KEPT)
    learnt.append(one.x[trained])
    low, high = wilson(best.score * model.n_effective, model.n_effective)

    def scored(heads: list[trial.Candidate], part: np.ndarray) -> Share:
        choice = choice_of(model, heads)
        fitted = fit(choice, {NET: network}, rows={NET: learnt}, material=material(case, trained))
        return share(fitted, case, part=part)

    return Draw(
        sealed=scored(model.heads, sealed),
        shown=Share(model.score, model.low, model.high),
        best=Share(best.score, max(0.0, low - model.optimism), high),
        hidden=scored(model.heads, np.flatnonzero(hidden)),
        hidden_best=scored([best], np.flatnonzero(hidden)),
    )


def choice_of(model: conclusion.Conclusion, heads: Sequence[trial.Candidate]) -> Choice:
    """Some heads of a search as a choice, for the fit alone."""
    return Choice(
        branches=(),
        members=tuple(h.member for h in heads),
        calibration=model.calibration,
        space=LabelSpace(names=()),
        metric="accuracy",
        score=model.score,
        low=model.low,
        high=model.high,
        log_loss=0.0,
        n_items=0,
        leaderboard_digest="",
    )


def material(case: Case, trained: np.ndarray) -> Material:
    """The trained rows as heads learn them; their features lie beside."""
    return Material(
        problem=find("classification"),
        learner=LEARNER,
        samples=[],
        targets=case.classes(trained),
        folds=np.zeros(len(trained), np.int64),
        data_digest="",
        place=Place(shards=KEPT, cache=Cache(KEPT)),
    )


class Searched(NamedTuple):
    """All candidates in the order of their rank, and what they come to."""

    candidates: list[trial.Candidate]
    model: conclusion.Conclusion


def numbered(case: Case, trained: np.ndarray) -> trial.SearchRows:
    """The trained rows with the folds of a project."""
    kept, classes = case.family[trained].tolist(), case.classes(trained)
    strata = [(name,) for name in case.one.names[classes.y].tolist()]
    folds = draw_folds(kept, strata, seed=case.seed)
    numbers = np.unique(kept, return_inverse=True)[1].astype(np.int64)
    own = np.array([folds[f] for f in kept])
    return plan.rows(classes, folds=own, families=numbers, learner=LEARNER)


def searched(case: Case, trained: np.ndarray) -> Searched:
    """The search of a project on the trained rows."""
    known = numbered(case, trained)
    found: list[trial.Candidate] = []
    taps = case.network.taps
    for asked in plan.trials(NET, taps, learner=LEARNER):
        found += trial.run(asked, case.x(trained, asked.tap.point.index), rows=known)
    best = min(found, key=trial.rank)
    for asked in plan.trained(NET, taps, learner=LEARNER, best=best):
        found += trial.run(asked, case.x(trained, asked.tap.point.index), rows=known)
    found.sort(key=trial.rank)
    return Searched(found, conclusion.conclude(found, known, n_heads=20))


def share(fitted: Ensemble, case: Case, *, part: np.ndarray) -> Share:
    """The share of a part that the model answers right, with the interval that a verdict would state."""
    answers = fitted({at: case.x(part, at.tap) for at in fitted.taps}).argmax(1)
    value = float((answers == case.one.y[part]).mean())
    n = bootstrap.effective_families(np.unique(case.family[part], return_inverse=True)[1])
    return Share(value, *wilson(value * n, n))


def covers(said: Share, true: Share) -> bool:
    """Whether no difference lies in the 95 % interval of the difference of the two (Newcombe 1998, method 10)."""
    gap = said.value - true.value
    if gap >= 0:
        return gap <= math.hypot(said.value - said.low, true.high - true.value) + 1e-12
    return -gap <= math.hypot(said.high - said.value, true.value - true.low) + 1e-12


def line(name: str, draws: list[Draw]) -> str:
    """One line of the table, in points."""
    cells = []
    for said, true in (("sealed", "hidden"), ("shown", "hidden"), ("best", "hidden_best")):
        pairs = [(getattr(d, said), getattr(d, true)) for d in draws]
        gaps = 100 * np.array([a.value - b.value for a, b in pairs])
        error = gaps.std(ddof=1) / np.sqrt(len(gaps))
        cells.append(f"{gaps.mean():+.1f} ± {2 * error:.1f}")
        cells.append(f"{np.mean([covers(a, b) for a, b in pairs]):.0%}")
    truth = 100 * np.mean([d.hidden.value for d in draws])
    return f"| {name} | {len(draws)} | {truth:.1f} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help="names; all that lie here by default")
    parser.add_argument("--draws", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    network = prepare("efficientnet_lite0", size=Size(224), source=WeightSource())
    print(
        "| set | draws | true | sealed minus true | covered | shown (out-of-fold) minus true | covered "
        "| best single head minus true | covered |"
    )
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    everything: list[Draw] = []
    with ProcessPoolExecutor(asked.processes) as pool:
        for name in asked.sets or present():
            rows(name, network)
            one = list(pool.map(partial(draw, name, network=network), range(asked.draws)))
            everything += one
            print(line(name, one), flush=True)
    print(line("all", everything))


if __name__ == "__main__":
    main()
