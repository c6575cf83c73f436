"""How well a picture of a class that was never trained is told from pictures of the known ones: each set, classes left out.

Run: python benchmarks/novelty.py. Up to five classes a set are left out in turn. AUROC of the relative Mahalanobis
distance that Peel exports (at the depth that the learning part alone recommends), of the plain Mahalanobis distance,
of the largest probability and of the energy of five heads, on pictures that were not learnt from; and what share of
the strangers lies beyond the limit that 5 % of the known pictures of the learning part exceed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from accuracy import pixels
from sets import present, read

from peel.backbones.cut import INPUT
from peel.backbones.network import Network, prepare
from peel.backbones.source import WeightSource
from peel.calibration import softmax
from peel.heads import fit as heads_fit
from peel.heads import novelty
from peel.heads.classes import Classes
from peel.heads.lda import LDA
from peel.runners.local import Resizer
from peel.runners.sight import NETWORK, SIZE_PX, cells
from peel.runtime.session import open_session
from peel.split.draw import N_FOLDS
from peel.split.leaks import join
from peel.split.siblings import coordinates, find_siblings
from peel.types.items import Size
from peel.types.pooling import Pooling

TAPS = (10, 12, 14, 16, 17)
_SHRINKAGE, _LEFT_OUT = 0.1, 5
_MORE = ("pacs_shift",)


class Set(NamedTuple):
    """Features (n, d) of all taps, class of each row, whether it is hidden, and its fold by family."""

    rows: np.ndarray
    classes: Classes
    is_hidden: np.ndarray
    folds: np.ndarray

    def at(self, network: Network, tap: int) -> np.ndarray:
        """(n, d) of one tap without its quarters."""
        start = network.start(tap)
        return self.rows[:, start : start + network.taps[tap].prefix(Pooling.EMS)]


def look(name: str, network: Network) -> Set:
    """One set; a family is hidden as a whole, or it is not."""
    items = read(name)
    session, resizer = open_session(network.graph), Resizer(Size(SIZE_PX), Path())
    seen = (session.run(None, {INPUT: resizer.see(pixels(i))}) for i in items)
    return arranged(
        np.stack([np.concatenate([v[0] for v in s]).astype(np.float16) for s in seen]),
        [i.label for i in items],
        network=network,
    )


def arranged(rows: np.ndarray, labels: list[str], *, network: Network) -> Set:
    """A hidden part of 40 %, and folds, by family."""
    y = np.unique(labels, return_inverse=True)[1]
    family = join(find_siblings(coordinates(rows[:, cells(network)])), keys=[], n=len(rows))
    lot = np.random.default_rng(0).permutation(family.max() + 1)[family]
    return Set(rows, Classes(y, int(y.max()) + 1), lot % 5 < 2, lot // 5 % N_FOLDS)


def best_tap(data: Set, learnt: np.ndarray, *, network: Network) -> tuple[int, float]:
    """The depth with the highest AUROC by the learning part alone, and that AUROC."""
    found = {}
    for tap in TAPS:
        x = data.at(network, tap)[learnt]
        told = novelty.left_out(x, data.classes[learnt], folds=data.folds[learnt])
        found[tap] = told.auroc if told else 0.0
    tap = max(found, key=found.__getitem__)
    return tap, found[tap]


def heads(data: Set, learnt: np.ndarray, *, network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Largest probability and energy of the mean of five heads, negated: larger is less known."""
    inner = learnt[data.folds[learnt] != 0]
    outer = learnt[data.folds[learnt] == 0]
    p, energy = [], []
    for tap in TAPS:
        x = data.at(network, tap)
        first = heads_fit.fit(LDA, x[inner], targets=data.classes[inner], shrinkage=_SHRINKAGE)
        t = softmax.temperature(first(x[outer]), data.classes.y[outer])
        head = heads_fit.fit(LDA, x[learnt], targets=data.classes[learnt], shrinkage=_SHRINKAGE)
        scores = head(x) / t
        p.append(softmax.probabilities(scores))
        energy.append(np.log(np.exp(scores - scores.max()).sum(1) + 1e-300))
    return -np.mean(p, axis=0).max(1), -np.mean(energy, axis=0)


def plain(x: np.ndarray, learnt: np.ndarray, *, classes: Classes) -> np.ndarray:
    """The distance without the part that any unusual picture has."""
    fitted = novelty.fit(x[learnt], classes[learnt])
    c = fitted.scaling(x) @ fitted.basis
    means = classes[learnt].means(c[learnt])[classes[learnt].counts > 0]
    within = c[learnt] - classes[learnt].means(c[learnt])[classes.y[learnt]]
    scatter = within.T @ within / len(learnt)
    inverse = np.linalg.inv(scatter + 0.1 * np.trace(scatter) / len(scatter) * np.eye(len(scatter)))
    apart = c[:, None] - means[None]
    nearest: np.ndarray = np.einsum("nkr,rs,nks->nk", apart, inverse, apart, optimize=True).min(1)
    return nearest


def row(name: str, data: Set, *, network: Network) -> str:
    """One line of the table: means over the classes that were left out."""
    y, k = data.classes.y, data.classes.k
    tap, expected = best_tap(data, np.flatnonzero(~data.is_hidden), network=network)
    x, found = data.at(network, tap), []
    for out in np.unique(np.linspace(0, k - 1, _LEFT_OUT).round().astype(int)):
        learnt = np.flatnonzero(~data.is_hidden & (y != out))
        known, novel = data.is_hidden & (y != out), y == out
        distance = novelty.fit(x[learnt], data.classes[learnt])(x)
        inside = novelty.out_of_fold(x[learnt], data.classes[learnt], folds=data.folds[learnt])
        limit = np.quantile(inside, novelty.SHARE)
        measures = (
            distance,
            plain(x, learnt, classes=data.classes),
            *heads(data, learnt, network=network),
        )
        beyond = [(distance[part] > limit).mean() for part in (novel, known)]
        found.append([*(novelty.auroc(m[known], m[novel]) for m in measures), *beyond])
    v = np.mean(found, axis=0)
    return f"| {name} | {tap} | {expected:.2f} | **{v[0]:.2f}** | {v[1]:.2f} | {v[2]:.2f} | {v[3]:.2f} | {v[4]:.0%} | {v[5]:.1%} |"


def main() -> None:
    """Print the table."""
    network = prepare(NETWORK, size=Size(SIZE_PX), source=WeightSource())
    print(
        "| set | depth | expected | distance | plain distance | largest probability | energy | strangers beyond the limit | known beyond it |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in (*present(), *_MORE):
        data = look(name, network)
        if data.classes.k >= 3:
            print(row(name, data, network=network), flush=True)


if __name__ == "__main__":
    main()
