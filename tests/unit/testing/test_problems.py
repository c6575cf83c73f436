"""The suite that ships catches kinds that break the contract."""

# ruff: noqa: ARG002 - a broken kind keeps the signature

from __future__ import annotations

import itertools

import numpy as np
import pytest

from peel.problem import Metric, find
from peel.testing import problems
from peel.types.answer import Answer

Kind = type(find("classification"))
COUNTER = itertools.count()


class Nameless(Kind):
    name = "two words"


class OtherMetric(Kind):
    metrics = ("macro_f1",)


class Unsorted(Kind):
    def class_names(self, labels):
        return tuple(dict.fromkeys(labels))


class FloatTargets(Kind):
    def read_targets(self, labels, class_names):
        return super().read_targets(labels, class_names).astype(float)


class Forgiving(Kind):
    def read_targets(self, labels, class_names):
        return np.array([class_names.index(name) if name in class_names else 0 for name in labels])


class Objects(Kind):
    def expectations(self):
        return [object]


class FewStrata(Kind):
    def strata(self, labels):
        return list(labels)[1:]


class Certain(Kind):
    def score(self, outputs, targets, *, families):
        scores = super().score(outputs, targets, families=families)
        return [
            score.model_copy(update={"low": score.value, "high": score.value}) for score in scores
        ]


class Moody(Kind):
    def score(self, outputs, targets, *, families):
        first, *rest = super().score(outputs, targets, families=families)
        return [first.model_copy(update={"low": first.low - next(COUNTER) * 1e-6}), *rest]


class FirstItemOnly(Kind):
    def score(self, outputs, targets, *, families):
        return super().score(outputs[:9], targets[:9], families=families[:9])


class UpsideDown(Kind):
    metric = Metric(name="accuracy", unit="share", higher_is_better=False, is_count=True)


class Lonely(Kind):
    def score(self, outputs, targets, *, families):
        return super().score(outputs, targets, families=np.arange(len(families)))


class Overcounting(Kind):
    def evidence(self, outputs, targets, *, families, metric):
        alone = np.arange(len(families))
        return super().evidence(outputs, targets, families=alone, metric=metric)


class Arrays(Kind):
    def details(self, outputs, targets, *, class_names):
        return super().details(outputs, targets, class_names=class_names) | {"per_class": (1,)}


class Silent(Kind):
    def decode(self, outputs, class_names):
        return [Answer(error="no answer") for _ in outputs]


class Flattering(Kind):
    def surrogate(self, output, target):
        return 1.0


class Anonymous(Kind):
    def render(self, item, answer):
        return answer.class_name or ""


class Empty(Kind):
    def score(self, outputs, targets, *, families):
        return super().score(outputs, targets, families=families) if len(targets) else []


BROKEN = {
    problems.check_names_are_plain: Nameless,
    problems.check_metric_is_one_of_the_scores: OtherMetric,
    problems.check_class_names_ignore_the_order: Unsorted,
    problems.check_targets_are_whole_numbers: FloatTargets,
    problems.check_unknown_label_is_refused: Forgiving,
    problems.check_expectations_are_data: Objects,
    problems.check_strata_name_every_item: FewStrata,
    problems.check_scores_lie_in_their_intervals: Certain,
    problems.check_scores_are_repeated: Moody,
    problems.check_scores_ignore_the_order: FirstItemOnly,
    problems.check_worse_answers_score_worse: UpsideDown,
    problems.check_families_widen_the_intervals: Lonely,
    problems.check_evidence_follows_the_score: Overcounting,
    problems.check_nothing_to_score_is_refused: Empty,
    problems.check_details_are_data: Arrays,
    problems.check_answers_survive_json: Silent,
    problems.check_surrogate_follows_the_score: Flattering,
    problems.check_render_names_the_item: Anonymous,
}


@pytest.mark.parametrize("check", problems.problem_checks(), ids=lambda check: check.__name__)
def test_check_catches_a_broken_kind(check):
    with pytest.raises((AssertionError, TypeError)):
        check(BROKEN[check](), problems.single_label_sample())


@pytest.mark.parametrize("named", [(), ("lda", "lda"), ("lda", "")])
def test_learner_check_catches_odd_names(named):
    class Learner:
        def poolings(self, has_expansion):
            return ("mean",)

        def heads(self):
            return named

        def trained_heads(self):
            return ()

    with pytest.raises(AssertionError):
        problems.check_learner(Learner())
