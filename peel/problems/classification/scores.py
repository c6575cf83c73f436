"""Scores of single-label classification."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap, calibration
from peel.metrics.accuracy import balanced_accuracy, macro_f1, once
from peel.metrics.confusion import confusion, per_class
from peel.metrics.details import Confusion
from peel.metrics.enough import need_some
from peel.metrics.evidence import Evidence, MeanOfClasses, Predicted, of_means, of_shares
from peel.metrics.log_loss import HIGHEST, item_losses, log_loss
from peel.metrics.wilson import wilson
from peel.problem import Answered
from peel.problems.classification.decode import P
from peel.types.label_space import LabelSpace
from peel.types.score import Score

Outputs = Mapping[str, NDArray[Any]]
Probabilities = NDArray[np.floating[Any]]
Targets = NDArray[np.int64]

_MEANS: dict[str, MeanOfClasses] = {
    "balanced_accuracy": balanced_accuracy,
    "macro_f1": macro_f1,
}
_SEED = 20_240_229  # any fixed number: the intervals of the same answers are the same


class Scoring:
    """From probabilities (n, k) and targets (n,) to scores."""

    def score(self, tested: Answered) -> list[Score]:
        """Accuracy with Wilson's interval; the rest with the bootstrap over families, 1,000 draws.

        Items of a family say nearly the same, so Wilson's interval counts n^2 / sum of squared family sizes
        items (Kish's effective number at full correlation within families): n where each stands alone.
        Balanced accuracy and macro F1 are never surer than Wilson's interval at their effective
        number of items. Raises P651 where there is nothing to score. O(1,000 n).
        """
        p, targets, families = tested.outputs[P], tested.targets, tested.families
        need_some(len(targets), of="items")
        predicted = p.argmax(axis=1).astype(np.int64)
        share = float((predicted == targets).mean())
        effective = bootstrap.effective_families(families)
        low, high = wilson(share * effective, effective)
        return [
            Score(name="accuracy", value=share, low=low, high=high),
            *_class_means(predicted, targets, families=families),
            _log_loss(p, targets, families=families),
            _calibration_error(p, targets, families=families),
        ]

    def evidence(self, tested: Answered, asked: str) -> Evidence:
        """What the gate asks about accuracy, balanced accuracy or macro F1; raises P651 where there is nothing."""
        need_some(len(tested.targets), of="items")
        predicted = tested.outputs[P].argmax(axis=1).astype(np.int64)
        answered = Predicted(
            predicted, tested.targets, families=tested.families, k=len(tested.space.names)
        )
        if asked in _MEANS:
            return of_means(answered, statistic=_MEANS[asked], seed=_SEED)
        return of_shares(answered)

    def details(self, tested: Answered) -> dict[str, Any]:
        """Per class, who is taken for whom, and the bins of the calibration error."""
        p, targets, names = tested.outputs[P], tested.targets, tested.space.names
        need_some(len(targets), of="items")
        predicted = p.argmax(axis=1).astype(np.int64)
        counts = confusion(predicted, targets, k=len(names))
        confidence = p.max(axis=1).astype(np.float64)
        bins = calibration.assign_bins(confidence)
        right = (predicted == targets).astype(np.float64)
        return {
            "per_class": per_class(counts, names),
            "confusion": Confusion(class_names=list(names), counts=counts.tolist()),
            "calibration": calibration.reliability(confidence, right, bins=bins),
        }

    def surrogate(
        self,
        outputs: Outputs,
        target: int,
        *,
        space: LabelSpace,  # noqa: ARG002
    ) -> float:
        """1 where the most probable class is the target, else 0; its mean is the accuracy."""
        return float(int(outputs[P][0].argmax()) == target)


def _class_means(predicted: Targets, targets: Targets, *, families: Targets) -> list[Score]:
    statistics = {name: partial(mean, predicted, targets) for name, mean in _MEANS.items()}
    drawn = bootstrap.replicate(list(statistics.values()), families, seed=_SEED)
    n_effective = bootstrap.effective_items(targets, families)
    scores = []
    for (name, statistic), draws in zip(statistics.items(), drawn, strict=True):
        value = float(statistic(weights=once(len(targets)))[0])
        low, high = bootstrap.share_interval(value, draws, n_effective=n_effective)
        scores.append(Score(name=name, value=value, low=low, high=high))
    return scores


def _log_loss(outputs: Probabilities, targets: Targets, *, families: Targets) -> Score:
    losses = item_losses(outputs, targets)
    drawn = bootstrap.replicate([partial(log_loss, losses)], families, seed=_SEED)
    low, high = bootstrap.percentile_interval(drawn[0])
    if len(np.unique(families)) == 1:  # one family says nothing about the next
        low, high = 0.0, HIGHEST
    value = float(losses.mean())
    return Score(
        name="log_loss", value=value, low=min(low, value), high=max(high, value), unit="nats"
    )


def _calibration_error(outputs: Probabilities, targets: Targets, *, families: Targets) -> Score:
    """The reflected interval: a bootstrap of this error is too large, as the error itself is.

    Of 300 simulated well-calibrated models with 200 items the plain percentiles held the true error
    never, these 297 times; of models 15 points too sure, 256 and 269 times.
    """
    confidence = outputs.max(axis=1).astype(np.float64)
    gaps = confidence - (outputs.argmax(axis=1) == targets)
    bins = calibration.assign_bins(confidence)
    error = partial(calibration.calibration_error, gaps, bins)
    value = float(error(weights=once(len(targets)))[0])
    drawn = bootstrap.replicate([error], families, seed=_SEED)
    low, high = bootstrap.percentile_interval(drawn[0])
    uniforms = bootstrap.draw_uniforms(len(targets), seed=_SEED)
    is_perfect = value <= calibration.error_of_perfect(confidence, bins, uniforms=uniforms)
    low, high = 0.0 if is_perfect else max(0.0, 2 * value - high), min(1.0, 2 * value - low)
    return Score(name="calibration_error", value=value, low=min(low, value), high=max(high, value))
