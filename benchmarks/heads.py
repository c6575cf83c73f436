"""Which features and how many heads make the default model: the table behind decisions 0005 and 0007.

Run: python benchmarks/heads.py. One pass over each judging set; then only algebra, on several draws of the learning part.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from accuracy import pixels
from sets import present, read
from threadpoolctl import threadpool_limits

from peel.backbones.cut import INPUT
from peel.heads import mean
from peel.heads.classes import Classes
from peel.heads.forms import FORMS
from peel.heads.span import scaling, span
from peel.problem import find_learner
from peel.runners.local import Eye
from peel.runners.network import Network, Weighing, prepare
from peel.runtime.session import open_session
from peel.search import plan, trial

SHARES, COUNTS, DEEPEST = (0.8, 0.85, 1.0), (1, 5, 10, 20, 40), 6
FEATURES = ("raw", "square root")


class Set:
    """The rows of one set: features of all taps, classes, and which rows are hidden."""

    def __init__(self, name: str, network: Network) -> None:
        items, session, eye = read(name), open_session(network.graph), Eye(224, Path())
        names = sorted({item.label for item in items})
        self.network, self.k = network, len(names)
        self.y = np.array([names.index(item.label) for item in items])
        self.hidden = np.array([item.is_hidden for item in items])
        rows = (session.run(None, {INPUT: eye.see(pixels(item))}) for item in items)
        self.x = np.stack([np.concatenate([v[0] for v in row]).astype(np.float16) for row in rows])

    def draw(self, share: float, seed: int) -> np.ndarray:
        """A stratified draw of the learning part."""
        rng, kept = np.random.default_rng(seed), []
        for c in range(self.k):
            places = np.flatnonzero((self.y == c) & ~self.hidden)
            kept.append(rng.permutation(places)[: max(1, round(share * len(places)))])
        return np.sort(np.concatenate(kept))

    def scores(self, rows: np.ndarray, features: str) -> dict[int, float]:
        """Accuracy on the hidden rows of the mean of the n best heads, by n."""
        classes, hidden = Classes(self.y[rows], self.k), np.flatnonzero(self.hidden)
        learner, found = find_learner("classification"), []
        for t in plan.trials("net", self.network.taps[DEEPEST:], learner=learner):
            start = self.network.start(t.tap.point.index)
            x = self.x[:, start : start + t.tap.total].astype(np.float32)
            x = x * np.abs(x) if features == "raw" else x
            for c in trial.run(t, x[rows], classes=classes):
                s = scaling(x[rows, : c.width], classes)
                form = FORMS[c.member.head]
                head = form.fit(
                    span(s(x[rows, : c.width])), classes, shrinkage=c.member.shrinkage, scaling=s
                )
                p = mean.probabilities(head(x[hidden, : c.width]), c.member.temperature)
                found.append((trial.rank(c), p))
        ranked = [p for _, p in sorted(found, key=lambda pair: pair[0])]
        y = self.y[hidden]
        return {n: float((mean.mean_of(ranked[:n]).argmax(1) == y).mean()) for n in COUNTS}


def main() -> None:
    """Print one line a share and kind of features: the mean over the sets for each number of heads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=4)
    draws = parser.parse_args().draws
    threadpool_limits(1)  # two threads spin on a busy machine
    network = prepare("efficientnet_lite0", size_px=224, weighing=Weighing())
    table: dict[tuple[float, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for name in present():
        one = Set(name, network)
        for share in SHARES:
            for features in FEATURES:
                for seed in range(draws if share < 1 else 1):
                    for n, score in one.scores(one.draw(share, seed), features).items():
                        table[share, features][n].append(score / (draws if share < 1 else 1))
    print(f"| share learnt from | features | {' | '.join(f'{n} heads' for n in COUNTS)} |")
    print("|---|---|" + "---|" * len(COUNTS))
    for (share, features), by_n in table.items():
        cells = " | ".join(f"{100 * sum(by_n[n]) / len(present()):.1f}" for n in COUNTS)
        print(f"| {share:.0%} | {features} | {cells} |")


if __name__ == "__main__":
    main()
