"""The suite that ships catches kinds that break the contract."""

# ruff: noqa: ARG002 - a broken kind keeps the signature

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from peel.heads.lda import LDA
from peel.problem import Metric, find, find_learner
from peel.testing import problems
from peel.types.answer import Answer
from peel.types.difference import Difference

Kind = type(find("classification"))
Learner = type(find_learner("classification"))
COUNTER = itertools.count()


class Nameless(Kind):
    name = "two words"


class OtherMetric(Kind):
    metrics = ("macro_f1",)


class Unsorted(Kind):
    def space(self, labels):
        return super().space(labels).model_copy(update={"names": tuple(dict.fromkeys(labels))})


class FloatTargets(Kind):
    def read_targets(self, labels, space):
        return super().read_targets(labels, space).astype(float)


class Forgiving(Kind):
    def read_targets(self, labels, space):
        return np.array([space.names.index(name) if name in space.names else 0 for name in labels])


class Quarrelsome(Kind):
    def merge(self, labels):
        return None


class Objects(Kind):
    def expectations(self):
        return [object]


class FewStrata(Kind):
    def strata(self, labels):
        return list(labels)[1:]


class Certain(Kind):
    def score(self, answered):
        scores = super().score(answered)
        return [
            score.model_copy(update={"low": score.value, "high": score.value}) for score in scores
        ]


class Moody(Kind):
    def score(self, answered):
        first, *rest = super().score(answered)
        return [first.model_copy(update={"low": first.low - next(COUNTER) * 1e-6}), *rest]


class FirstItemOnly(Kind):
    def score(self, answered):
        return super().score(
            answered._replace(
                outputs={name: array[:9] for name, array in answered.outputs.items()},
                targets=answered.targets[:9],
                families=answered.families[:9],
            )
        )


class UpsideDown(Kind):
    metric = Metric(name="accuracy", unit="share", higher_is_better=False, is_count=True)


class Lonely(Kind):
    def score(self, answered):
        return super().score(answered._replace(families=np.arange(len(answered.families))))


class Overcounting(Kind):
    def evidence(self, answered, asked):
        alone = np.arange(len(answered.families))
        return super().evidence(answered._replace(families=alone), asked)


class Arrays(Kind):
    def details(self, answered):
        return super().details(answered) | {"per_class": (1,)}


class OtherOutputs(Kind):
    def outputs(self, space):
        return tuple(one.model_copy(update={"name": "logits"}) for one in super().outputs(space))


class Faultless(Kind):
    def mistakes(self, answered, *, n):
        return []


class Blind(Kind):
    def difference(self, file, model, *, space):
        return Difference(n=len(file["probabilities"]), largest=0.0, changed=0)


class Ragged(Kind):
    def row(self, answer):
        return {} if answer.error else super().row(answer)


class ShortColumns(Kind):
    def columns(self, outputs, *, space):
        return {"answer": ["ant"]}


class Silent(Kind):
    def decode(self, outputs, space):
        return [Answer(error="no answer") for _ in outputs]


class Flattering(Kind):
    def surrogate(self, outputs, target, *, space):
        return 1.0


class Anonymous(Kind):
    def render(self, item, answer):
        return answer.error or answer.class_name


class Empty(Kind):
    def score(self, answered):
        return super().score(answered) if len(answered.targets) else []


BROKEN = {
    problems.check_names_are_plain: Nameless,
    problems.check_metric_is_one_of_the_scores: OtherMetric,
    problems.check_space_ignores_the_order: Unsorted,
    problems.check_targets_are_whole_numbers: FloatTargets,
    problems.check_unknown_label_is_refused: Forgiving,
    problems.check_labels_are_shown_and_merged: Quarrelsome,
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
    problems.check_outputs_are_named: OtherOutputs,
    problems.check_mistakes_are_wrong_answers: Faultless,
    problems.check_answers_fill_tables: Ragged,
    problems.check_answers_survive_json: Silent,
    problems.check_surrogate_follows_the_score: Flattering,
    problems.check_render_names_the_item: Anonymous,
}


@pytest.mark.parametrize("check", problems.problem_checks(), ids=lambda check: check.__name__)
def test_check_catches_a_broken_kind(check):
    with pytest.raises((AssertionError, TypeError)):
        check(BROKEN[check](), problems.single_label_sample())


@pytest.mark.parametrize(
    ("check", "kind"),
    [
        (problems.check_mistakes_are_wrong_answers, Blind),
        (problems.check_answers_fill_tables, ShortColumns),
    ],
)
def test_check_catches_more_than_one_fault(check, kind):
    with pytest.raises(AssertionError):
        check(kind(), problems.single_label_sample())


class NoHeads(Learner):
    def heads(self):
        return ()

    def trained_heads(self):
        return ()


class SameHeads(Learner):
    def heads(self):
        return (LDA, LDA)


class UnnamedHead(Learner):
    def heads(self):
        return (replace(LDA, name=""),)


class NoPoolings(Learner):
    def poolings(self, *, has_expansion):
        return ()


class Generous(Learner):
    def score(self, p, targets):
        return 1.0


class Narrow(Learner):
    def interval(self, value, targets, *, n_effective):
        return 0.0, value / 2


class Undecidable(Learner):
    def decide(self, p, targets):
        return {"thresholds": (0.5,)}


class Sure(Learner):
    def constant(self, targets):
        return 1.0


class Forgetful(Learner):
    def sample(self, targets, *, most):
        return np.arange(3)


def _check(learner):
    problems.check_learner(learner, find("classification"), sample=problems.single_label_sample())


@pytest.mark.parametrize(
    "broken",
    [NoHeads, SameHeads, UnnamedHead, NoPoolings, Generous, Narrow, Undecidable, Sure, Forgetful],
)
def test_learner_check_catches_a_broken_one(broken):
    with pytest.raises(AssertionError):
        _check(broken())
