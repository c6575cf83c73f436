"""Several labels a picture: what held-out rows promise against what a test part shows, and what thresholds are worth.

Run: python benchmarks/multilabel.py [--splits 10]. Needs ../shared/datasets/movieposters.zip for the first set; the second
is drawn. Each split goes the way of a project (ranking sample, every depth, choice, fit), on features computed once.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from label_sets import KEPT, POSTERS, LabelRows, drawn, posters
from sets import learner
from threadpoolctl import threadpool_limits

from peel.backbones.network import Network, prepare
from peel.backbones.source import WeightSource
from peel.cache import Cache
from peel.heads.fit import fit
from peel.heads.labels import LabelMatrix
from peel.metrics import thresholds
from peel.params.environment import weights_dir
from peel.params.sections import Params
from peel.problem import Answered, find
from peel.search import conclusion, plan, trial
from peel.split import draw as parts_draw
from peel.split.stratify import Family, draw_folds, draw_test
from peel.training.ensemble import Ensemble, Fitted, TapAt
from peel.types.items import Size
from peel.types.label_space import LabelSpace
from peel.types.model import Member

TEST = Params().split.test_share
PROBLEM, LEARNER = find("multilabel"), learner("multilabel")
HOW = Params().search


class Split(NamedTuple):
    """What one split said: held-out and test mAP with intervals, micro and macro F1 by three kinds of thresholds, calibration error."""

    held_out: float
    test: float
    low: float
    high: float
    f1: dict[str, tuple[float, float]]
    error: float
    depth: int


def split(one: LabelRows, network: Network, *, seed: int) -> Split:
    """One test part, one project on the rest."""
    families = _families(one.values)
    none = Family(0, Counter())
    sealed = draw_test(families, held=(none, none), size=parts_draw.Size(TEST, 2000), seed=seed)
    is_test = np.array([str(i) in sealed for i in range(len(one.x))])
    test, train = np.flatnonzero(is_test), np.flatnonzero(~is_test)
    known = LabelMatrix(one.values[train])
    sample = LEARNER.sample(known, most=plan.MOST_RANKED)
    ranked = known[sample]
    rows = plan.rows(
        ranked,
        folds=_folds(ranked.values, seed=seed),
        families=np.arange(len(sample)),
        learner=LEARNER,
    )
    found = [
        candidate
        for each in plan.trials(network.backbone.name, network.taps, learner=LEARNER)
        for candidate in trial.run(
            each, _tap(one, network, tap=each.tap.point.index)[train[sample]], rows=rows
        )
    ]
    model = conclusion.conclude(sorted(found, key=trial.rank), rows, n_heads=HOW.mean_of)
    p = _fitted(model, (one, network), train=train)(
        {
            TapAt(network.backbone.name, t): _tap(one, network, tap=t)[test]
            for t in range(len(network.taps))
        }
    )
    own = LEARNER.decide(model.held_out, ranked)
    scores = {
        name: _scores(one, p, test=test, levels=levels)
        for name, levels in _levels(model, ranked).items()
    }
    whole = {s.name: s for s in PROBLEM.score(_tested(one, p, test=test, decision=own))}
    score = whole["mean_average_precision"]
    return Split(
        held_out=model.score,
        test=score.value,
        low=score.low,
        high=score.high,
        f1=scores,
        error=whole["calibration_error"].value,
        depth=max(head.member.tap for head in model.heads),
    )


def _families(values: np.ndarray) -> dict[str, Family]:
    """Each row alone, with the labels that it has."""
    return {
        str(i): Family(1, Counter(map(str, np.flatnonzero(row == 1))))
        for i, row in enumerate(values)
    }


def _folds(values: np.ndarray, *, seed: int) -> np.ndarray:
    drawn = draw_folds(_families(values), seed=seed)
    return np.array([drawn[str(i)] for i in range(len(values))])


def _tap(one: LabelRows, network: Network, *, tap: int) -> np.ndarray:
    start = network.start(tap)
    return one.x[:, start : start + network.taps[tap].total].astype(np.float32)


def _fitted(
    model: conclusion.Conclusion, case: tuple[LabelRows, Network], *, train: np.ndarray
) -> Ensemble:
    (head,), (one, network) = LEARNER.heads(), case
    name, known = network.backbone.name, LabelMatrix(one.values[train])

    def fitted(member: Member) -> Fitted:
        width = network.taps[member.tap].prefix(member.pooling)
        x = _tap(one, network, tap=member.tap)[train, :width]
        linear = fit(head, x, targets=known, shrinkage=member.shrinkage)
        return Fitted(at=TapAt(name, member.tap), calibration=member.calibration, linear=linear)

    members = tuple(fitted(candidate.member) for candidate in model.heads)
    return Ensemble(heads=members, calibration=LEARNER.calibration, parameters=model.calibration)


def _levels(model: conclusion.Conclusion, ranked: LabelMatrix) -> dict[str, np.ndarray]:
    p, values = model.held_out, ranked.values
    common = thresholds.best(p[values >= 0], values[values >= 0] == 1)
    own = [thresholds.best(p[:, j], values[:, j] == 1) for j in range(ranked.k)]
    return {
        "one half": np.full(ranked.k, 0.5),
        "one for all": np.full(ranked.k, common),
        "each its own": np.array(own),
        "shrunk": thresholds.choose(p, values),
    }


def _tested(
    one: LabelRows, p: np.ndarray, *, test: np.ndarray, decision: dict[str, object]
) -> Answered:
    space = LabelSpace(names=tuple(one.names.tolist()), decision=decision)
    outputs = {"probabilities": p.astype(np.float32)}
    return Answered(outputs, one.values[test], np.arange(len(test)), space)


def _scores(
    one: LabelRows, p: np.ndarray, *, test: np.ndarray, levels: np.ndarray
) -> tuple[float, float]:
    tested = _tested(one, p, test=test, decision={"thresholds": levels.tolist()})
    found = {score.name: score.value for score in PROBLEM.score(tested)}
    return found["micro_f1"], found["macro_f1"]


def one_tap(one: LabelRows, network: Network) -> tuple[float, ...]:
    """CPU seconds of leave-one-out scores and calibrations at the deepest tap, of as many rows as a project of this size trains on."""
    n = round((1 - TEST) * len(one.x))
    targets = LabelMatrix(one.values[:n])
    rows = plan.rows(targets, folds=np.arange(n) % 5, families=np.arange(n), learner=LEARNER)
    deepest = plan.trials(network.backbone.name, network.taps, learner=LEARNER)[0]
    x, took = _tap(one, network, tap=len(network.taps) - 1)[:n], []
    for pooling in deepest.poolings:
        start = time.process_time()
        trial.run(replace(deepest, poolings=(pooling,)), x, rows=rows)
        took.append(time.process_time() - start)
    return tuple(took)


def report(name: str, splits: list[Split]) -> None:
    """The means of the splits, and how often a held-out score lies in the interval of the test's."""
    inside = sum(s.low <= s.held_out <= s.high for s in splits)
    gap = np.mean([s.held_out - s.test for s in splits])
    first = splits[0]
    print(f"\n{name}, {len(splits)} splits")
    print(
        f"mAP held-out {np.mean([s.held_out for s in splits]):.3f}, test {np.mean([s.test for s in splits]):.3f}, gap {gap:+.3f}; "
        f"inside the test's interval {inside} of {len(splits)} (first: {first.held_out:.3f} in {first.low:.3f} to {first.high:.3f})"
    )
    print(
        f"calibration error: mean {np.mean([s.error for s in splits]):.4f}, largest {max(s.error for s in splits):.4f}; depths {sorted({s.depth for s in splits})}"
    )
    print("| thresholds | micro F1 | macro F1 |\n|---|---|---|")
    for kind in first.f1:
        micro, macro = np.mean([s.f1[kind] for s in splits], axis=0)
        print(f"| {kind} | {micro:.3f} | {macro:.3f} |")


def main() -> None:
    """Both sets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--splits", type=int, default=10)
    how = parser.parse_args()
    threadpool_limits(1)
    source = WeightSource(folder=weights_dir(), download=True)
    network = prepare(HOW.backbones[0], size=Size(224), source=source, cache=Cache(KEPT))
    if POSTERS.is_file():
        one = posters(network)
        report(
            f"movieposters, {len(one.x)} posters, {len(one.names)} genres",
            [split(one, network, seed=s) for s in range(how.splits)],
        )
    else:
        print("SKIPPED: no ../shared/datasets/movieposters.zip beside this checkout")
    one = drawn(network)
    report(
        f"drawn, {len(one.x)} pictures, {len(one.names)} labels",
        [split(one, network, seed=s) for s in range(min(how.splits, 3))],
    )
    took = one_tap(one, network)
    print(
        f"\nthe deepest tap of {len(one.x)} pictures, {len(one.names)} labels: {', '.join(f'{s:.1f}' for s in took)} CPU s a pooling, {sum(took):.1f} in all"
    )


if __name__ == "__main__":
    main()
