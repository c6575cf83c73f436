"""By what heads are ranked where look-alikes are common: folds with families apart, leave-one-out, or the mean of both.

Run: python benchmarks/ranking.py [--draws 10] [SET...]. Of each set 40 % are hidden by picture, as a user's own draw would do it, so some of them have a
look-alike among the pictures to learn from and some have none; the rest goes the way of a project, with a sealed part of whole families.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from rows import KEPT, rows
from sets import learner, present
from threadpoolctl import threadpool_limits
from truth import HIDDEN, NET, SEALED, Case, choice_of, families, material, numbered, taken

from peel.backbones.network import Network, prepare
from peel.backbones.source import WeightSource
from peel.runners.feature_file import FeatureFile
from peel.search import conclusion, plan, trial
from peel.training.train import fit
from peel.types.items import Size

WAYS = ("folds", "leave-one-out", "both")
LEARNER = learner("classification")


class Right(NamedTuple):
    """Shares of hidden pictures that come out right: all, those with a look-alike among the known ones, those without."""

    every: float
    known: float
    new: float


def searched(case: Case, trained: np.ndarray, *, way: str) -> conclusion.Conclusion:
    """The model of the twenty best closed forms, ranked in a way."""
    known = replace(numbered(case, trained), has_families=way != "leave-one-out")
    found: list[trial.Candidate] = []
    for asked in plan.trials(NET, case.network.taps, learner=LEARNER):
        if way == "folds":
            heads = tuple(replace(head, leave_one_out=None) for head in asked.heads)
            asked = replace(asked, heads=heads)
        found += trial.run(asked, case.x(trained, asked.tap.point.index), rows=known)
    return conclusion.conclude(sorted(found, key=trial.rank), known, n_heads=20)


def draw(case: Case) -> list[Right]:
    """One hidden part, by each way."""
    one, network = case.one, case.network
    hidden = np.random.default_rng(case.seed).random(len(one.y)) < HIDDEN
    known, asked = np.flatnonzero(~hidden), np.flatnonzero(hidden)
    strata = one.names[one.y[known]]
    trained = known[~taken(case.family[known], strata, share=SEALED, seed=case.seed)]
    learnt = FeatureFile(len(trained), widths=[t.total for t in network.taps], folder=KEPT)
    learnt.append(one.x[trained])
    has_sibling, told = np.isin(case.family[asked], case.family[known]), []
    for way in WAYS:
        model = searched(case, trained, way=way)
        fitted = fit(
            choice_of(model, model.heads),
            {NET: network},
            rows={NET: learnt},
            material=material(case, trained),
        )
        answers = fitted({at: case.x(asked, at.tap) for at in fitted.taps}).argmax(1)
        right = answers == one.y[asked]
        told.append(
            Right(*(right[rows].mean() for rows in (right >= 0, has_sibling, ~has_sibling)))
        )
    return told


def line(name: str, told: np.ndarray) -> str:
    """Means in percent of (draws, ways, parts), then the gain of both over folds with two standard errors."""
    means = [" / ".join(f"{100 * value:.1f}" for value in one) for one in told.mean(axis=0)]
    gains = 100 * (told[:, WAYS.index("both")] - told[:, WAYS.index("folds")])
    errors = 2 * gains.std(axis=0, ddof=1) / np.sqrt(len(gains))
    gained = ", ".join(
        f"{gain:+.1f} ± {error:.1f}" for gain, error in zip(gains.mean(axis=0), errors, strict=True)
    )
    return f"| {name} | {len(told)} | {' | '.join(means)} | {gained} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", help="names; all that lie here by default")
    parser.add_argument("--draws", type=int, default=10)
    asked = parser.parse_args()
    threadpool_limits(1)
    network: Network = prepare("efficientnet_lite0", size=Size(224), source=WeightSource())
    ways = " | ".join(f"{way}: all / known / new" for way in WAYS)
    print(
        f"| set | draws | {ways} | both minus folds: all, known, new |\n|---|---|---|---|---|---|"
    )
    for name in asked.sets or present():
        one = rows(name, network)
        family = families(one, network)
        told = [draw(Case(one, network, family, seed)) for seed in range(asked.draws)]
        print(line(name, np.array(told)), flush=True)


if __name__ == "__main__":
    main()
