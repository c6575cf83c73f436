"""Which features and how many heads make the default model: the table behind decisions 0005 and 0007.

Run: python benchmarks/heads.py. One pass over each judging set; then only algebra, on several draws of the learning part.
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np
from rows import Rows, rows
from sets import learner, present
from threadpoolctl import threadpool_limits

from peel.backbones.network import Network, prepare
from peel.backbones.source import WeightSource
from peel.calibration.mean import mean_of
from peel.heads import fit
from peel.heads.classes import Classes
from peel.heads.supervision import by_name
from peel.search import plan, trial
from peel.types.items import Size

SHARES, COUNTS, DEEPEST = (0.8, 0.85, 1.0), (1, 5, 10, 20, 40), 6
FEATURES = ("raw", "square root")
LEARNER = learner("classification")
HEADS = by_name(LEARNER.heads())


def draw(one: Rows, share: float, *, seed: int) -> np.ndarray:
    """A stratified draw of the learning part."""
    rng, kept = np.random.default_rng(seed), []
    for c in range(len(one.names)):
        places = np.flatnonzero((one.y == c) & ~one.hidden)
        kept.append(rng.permutation(places)[: max(1, round(share * len(places)))])
    return np.sort(np.concatenate(kept))


def scores(one: Rows, learnt: np.ndarray, *, network: Network, features: str) -> dict[int, float]:
    """Accuracy on the hidden rows of the mean of the n best heads, by n."""
    classes, hidden = Classes(one.y[learnt], len(one.names)), np.flatnonzero(one.hidden)
    numbers = np.arange(len(learnt))
    known = plan.rows(classes, folds=numbers % 5, families=numbers, learner=LEARNER)
    found = []
    for t in plan.trials("net", network.taps[DEEPEST:], learner=LEARNER):
        start = network.start(t.tap.point.index)
        x = one.x[:, start : start + t.tap.total].astype(np.float32)
        x = x * np.abs(x) if features == "raw" else x
        for c in trial.run(t, x[learnt], rows=known):
            head = fit.fit(
                HEADS[c.member.head],
                x[learnt, : c.width],
                targets=classes,
                shrinkage=c.member.shrinkage,
            )
            p = LEARNER.calibration.apply(head(x[hidden, : c.width]), c.member.calibration)
            found.append((trial.rank(c), p))
    ranked = [p for _, p in sorted(found, key=lambda pair: pair[0])]
    return {n: float((mean_of(ranked[:n]).argmax(1) == one.y[hidden]).mean()) for n in COUNTS}


def main() -> None:
    """Print one line a share and kind of features: the mean over the sets for each number of heads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4)
    draws = parser.parse_args().draws
    threadpool_limits(1)  # two threads spin on a busy machine
    network = prepare("efficientnet_lite0", size=Size(224), source=WeightSource())
    table: dict[tuple[float, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for name in present():
        one = rows(name, network)
        for share in SHARES:
            for features in FEATURES:
                for seed in range(draws if share < 1 else 1):
                    learnt = draw(one, share, seed=seed)
                    for n, score in scores(one, learnt, network=network, features=features).items():
                        table[share, features][n].append(score / (draws if share < 1 else 1))
    print(f"| share learnt from | features | {' | '.join(f'{n} heads' for n in COUNTS)} |")
    print("|---|---|" + "---|" * len(COUNTS))
    for (share, features), by_n in table.items():
        cells = " | ".join(f"{100 * sum(by_n[n]) / len(present()):.1f}" for n in COUNTS)
        print(f"| {share:.0%} | {features} | {cells} |")


if __name__ == "__main__":
    main()
