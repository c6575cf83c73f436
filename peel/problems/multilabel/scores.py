"""Scores of several labels a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap, label_calibration, label_draws, label_sums
from peel.metrics.enough import need_some
from peel.metrics.evidence import Evidence
from peel.metrics.label_calibration import Entries
from peel.metrics.label_draws import STATISTICS, Drawn, Interval
from peel.metrics.label_sums import Floats, LabelAnswers, ratio
from peel.metrics.log_loss import HIGHEST, SMALLEST
from peel.problem import Answered
from peel.problems.multilabel.decode import P, thresholds
from peel.types.label_space import LabelSpace
from peel.types.score import Score

Families = NDArray[np.int64]
_SEED = 20_240_229  # any fixed number: the intervals of the same answers are the same


class Scoring:
    """From probabilities (n, k) and targets (n, k), of which unknown entries count nowhere, to scores."""

    def score(self, tested: Answered) -> list[Score]:
        """Mean average precision, micro and macro F1, log loss and calibration error; intervals by the bootstrap over families.

        A label that every item has counts in none of them. Raises P651 where nothing is known.
        O(1,000 n k): of 2,000 items and 20 labels about a CPU second.
        """
        answered = label_sums.telling(_answered(tested))
        drawn = label_draws.draw(answered, tested.families, seed=_SEED)
        means = (
            Score(name=name, **_fields(drawn.interval(name, effective=effective)))
            for name, effective in _effective(drawn, tested.families)
        )
        found = label_calibration.entries(answered)
        return [
            *means,
            _log_loss(found, tested.families),
            _calibration_error(found, tested.families),
        ]

    def evidence(self, tested: Answered, asked: str) -> Evidence:
        """What the gate asks about one of the three; raises P651 where nothing is known."""
        answered = _answered(tested)
        telling = label_sums.telling(answered)
        found = label_draws.evidence(telling, tested.families, name=asked, seed=_SEED)
        return replace(found, tested=tuple(answered.yes.sum(axis=0).tolist()))

    def details(self, tested: Answered) -> dict[str, Any]:
        """Under "per_label" a row a label, its scores as value, low and high; and the bins of the calibration error."""
        answered = _answered(tested)
        drawn = label_draws.draw(answered, tested.families, seed=_SEED)
        return {
            "per_label": _per_label(answered, drawn, space=tested.space),
            "calibration": label_calibration.reliability(label_calibration.entries(answered)),
        }

    def surrogate(
        self, outputs: Mapping[str, NDArray[Any]], target: Any, *, space: LabelSpace
    ) -> float:
        """F1 of the answer's labels against the known ones; 1 where none holds and none is said."""
        one = LabelAnswers(outputs[P], np.asarray(target, np.int8)[None], thresholds(space))
        whole = float(one.said.sum() + one.yes.sum())
        return float(2 * (one.said & one.yes).sum() / whole) if whole else 1.0


def _answered(tested: Answered) -> LabelAnswers:
    answered = LabelAnswers(tested.outputs[P], tested.targets, thresholds(tested.space))
    need_some(int(answered.known.sum()), of="known labels")
    return answered


def _effective(drawn: Drawn, families: Families) -> list[tuple[str, float]]:
    return [(name, drawn.effective(name, families)) for name in STATISTICS]


def _fields(found: Interval) -> dict[str, float]:
    return found._asdict()


def _per_label(answered: LabelAnswers, drawn: Drawn, *, space: LabelSpace) -> list[dict[str, Any]]:
    yes, known, said = (
        part.sum(axis=0).tolist() for part in (answered.yes, answered.known, answered.said)
    )
    scores = {
        "average_precision": (lambda sums: sums.average_precision, drawn.having),
        "precision": (label_sums.precision, drawn.saying),
        "recall": (label_sums.recall, drawn.having),
        "f1": (label_sums.f1, drawn.having),
    }
    columns = {
        name: drawn.by_label(statistic, effective=effective)
        for name, (statistic, effective) in scores.items()
    }
    return [
        {
            "name": name,
            "n": known[j],
            "yes": yes[j],
            "said": said[j],
            "threshold": float(answered.thresholds[j]),
            **{score: _fields(column[j]) for score, column in columns.items()},
        }
        for j, name in enumerate(space.names)
    ]


def _log_loss(found: Entries, families: Families) -> Score:
    """The mean over the known entries, in nats."""
    right = np.where(found.yes > 0, found.confidence, 1 - found.confidence)
    losses, n = -np.log(np.clip(right, SMALLEST, 1.0)), len(families)
    sums, counts = (np.bincount(found.item, weights=w, minlength=n) for w in (losses, None))

    def mean(*, weights: Floats) -> Floats:
        return ratio(weights @ sums, weights @ counts.astype(np.float64))

    low, high = bootstrap.percentile_interval(bootstrap.replicate([mean], families, seed=_SEED)[0])
    if len(np.unique(families)) == 1:  # one family says nothing about the next
        low, high = 0.0, HIGHEST
    value = float(losses.mean())
    return Score(
        name="log_loss", value=value, low=min(low, value), high=max(high, value), unit="nats"
    )


def _calibration_error(found: Entries, families: Families) -> Score:
    """The reflected interval: a bootstrap of this error is too large, as the error itself is (see classification)."""
    error = partial(label_calibration.calibration_error, found)
    value = float(error(weights=np.ones((1, len(families))))[0])
    drawn = bootstrap.replicate([error], families, seed=_SEED)
    low, high = bootstrap.percentile_interval(drawn[0])
    is_perfect = value <= label_calibration.error_of_perfect(found, seed=_SEED)
    low, high = 0.0 if is_perfect else max(0.0, 2 * value - high), min(1.0, 2 * value - low)
    return Score(name="calibration_error", value=value, low=min(low, value), high=max(high, value))
