"""What every problem kind must hold, as checks that ship: run them on a kind of your own.

    @pytest.mark.parametrize("check", problem_checks(), ids=lambda check: check.__name__)
    def test_kind_keeps_the_contract(check):
        check(PROBLEM, single_label_sample())

Each check raises AssertionError with what is wrong. A kind whose labels are no class names, or
whose outputs are no (n, k) probabilities, brings a `Sample` of its own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from peel.errors import PeelError
from peel.problem import Learner, Outputs, Problem
from peel.types.answer import Answer
from peel.types.score import Score


class Sample(NamedTuple):
    """n labels, outputs (n, ...) that answer them all rightly, others that are worse, and a label of no class."""

    labels: tuple[str, ...]
    right: Outputs
    worse: Outputs
    unknown_label: str


Check = Callable[[Problem, Sample], None]


def single_label_sample() -> Sample:
    """24 items of three classes; in `worse` every fourth answer is wrong.

    >>> [outputs.shape for outputs in single_label_sample()[1:3]]
    [(24, 3), (24, 3)]
    """
    targets = np.arange(24) % 3
    right = np.full((24, 3), 0.1) + 0.7 * np.eye(3)[targets]
    worse = np.where((np.arange(24) % 4 == 0)[:, None], np.roll(right, 1, axis=1), right)
    labels = tuple(np.array(["ant", "bee", "wasp"])[targets].tolist())
    return Sample(labels, right.astype(np.float32), worse.astype(np.float32), unknown_label="cow")


def problem_checks() -> tuple[Check, ...]:
    """The checks of the served face."""
    return (
        check_names_are_plain,
        check_metric_is_one_of_the_scores,
        check_class_names_ignore_the_order,
        check_targets_are_whole_numbers,
        check_unknown_label_is_refused,
        check_expectations_are_data,
        check_strata_name_every_item,
        check_scores_lie_in_their_intervals,
        check_scores_are_repeated,
        check_scores_ignore_the_order,
        check_worse_answers_score_worse,
        check_families_widen_the_intervals,
        check_evidence_follows_the_score,
        check_nothing_to_score_is_refused,
        check_details_are_data,
        check_answers_survive_json,
        check_surrogate_follows_the_score,
        check_render_names_the_item,
    )


def check_names_are_plain(problem: Problem, sample: Sample) -> None:  # noqa: ARG001
    """The name can be a folder, and the widget is named."""
    assert problem.name.isidentifier()
    assert problem.name == problem.name.lower()
    assert problem.widget


def check_metric_is_one_of_the_scores(problem: Problem, sample: Sample) -> None:
    """What the gate may compare exists, and its default is among it."""
    assert problem.metric.name in problem.metrics
    scores = {score.name: score for score in _score(problem, sample, outputs=sample.right)}
    assert set(problem.metrics) <= set(scores)
    assert scores[problem.metric.name].unit == problem.metric.unit


def check_class_names_ignore_the_order(problem: Problem, sample: Sample) -> None:
    """The same set of items names the same classes, sorted and once each."""
    names = problem.class_names(sample.labels)
    assert names == problem.class_names(sample.labels[::-1])
    assert list(names) == sorted(set(names))
    assert len(names) >= 2


def check_targets_are_whole_numbers(problem: Problem, sample: Sample) -> None:
    """One int64 target (or row of them) an item, the same for the same label."""
    targets = _targets(problem, sample)
    assert targets.dtype == np.int64
    assert len(targets) == len(sample.labels)
    again = problem.read_targets(sample.labels[:1], problem.class_names(sample.labels))
    assert (again[0] == targets[0]).all()


def check_unknown_label_is_refused(problem: Problem, sample: Sample) -> None:
    """A label of no class is no target."""
    names = problem.class_names(sample.labels)
    assert _is_refused(lambda: problem.read_targets([sample.unknown_label], names))


def check_expectations_are_data(problem: Problem, sample: Sample) -> None:  # noqa: ARG001
    """They survive JSON and say everything that a suite needs."""
    expectations = problem.expectations()
    assert expectations == json.loads(json.dumps(expectations))
    for expectation in expectations:
        assert set(expectation) == {"column", "rule", "kwargs", "severity", "what"}
        assert expectation["rule"].startswith("expect_")
        assert expectation["severity"] in ("critical", "warning")


def check_strata_name_every_item(problem: Problem, sample: Sample) -> None:
    """The names for which an item counts, as texts; a label is one as well."""
    strata = problem.strata(sample.labels)
    assert len(strata) == len(sample.labels)
    assert all(isinstance(name, str) for names in strata for name in names)


def check_scores_lie_in_their_intervals(problem: Problem, sample: Sample) -> None:
    """Also where everything is right, an interval has a width: few items prove little."""
    for outputs in (sample.right, sample.worse):
        for score in _score(problem, sample, outputs=outputs):
            assert math.isfinite(score.value), score
            assert score.low <= score.value <= score.high, score
            if score.name in problem.metrics:
                assert 0 <= score.low < score.high <= 1, score


def check_scores_are_repeated(problem: Problem, sample: Sample) -> None:
    """The same answers give the same scores and the same intervals."""
    assert _score(problem, sample, outputs=sample.worse) == _score(
        problem, sample, outputs=sample.worse
    )


def check_scores_ignore_the_order(problem: Problem, sample: Sample) -> None:
    """Items that come in another order, with their families, score the same."""
    turned = sample._replace(labels=sample.labels[::-1])
    n = len(sample.labels)
    there = problem.score(sample.worse, _targets(problem, sample), families=np.arange(n))
    back = problem.score(sample.worse[::-1], _targets(problem, turned), families=np.arange(n)[::-1])
    np.testing.assert_allclose(_numbers(there), _numbers(back), atol=1e-9)


def check_worse_answers_score_worse(problem: Problem, sample: Sample) -> None:
    """By the kind's own metric, right answers are the best that there is."""
    best, worse = (
        next(s for s in _score(problem, sample, outputs=outputs) if s.name == problem.metric.name)
        for outputs in (sample.right, sample.worse)
    )
    assert (best.value > worse.value) == problem.metric.higher_is_better
    assert best.value != worse.value


def check_families_widen_the_intervals(problem: Problem, sample: Sample) -> None:
    """Eight near duplicates are no eight witnesses: some interval must know it, none may shrink to nothing."""
    targets = _targets(problem, sample)
    alone, together = (
        problem.score(sample.worse, targets, families=np.arange(len(targets)) // size)
        for size in (1, 8)
    )
    widths = [[score.high - score.low for score in scores] for scores in (alone, together)]
    assert any(wide > narrow for narrow, wide in zip(*widths, strict=True))
    assert min(widths[1]) > 0


def check_evidence_follows_the_score(problem: Problem, sample: Sample) -> None:
    """For each score of the gate: worse answers and near duplicates never make a high level more likely."""
    targets, n = _targets(problem, sample), len(sample.labels)
    for metric in problem.metrics:
        right, worse, together = (
            problem.evidence(outputs, targets, families=np.arange(n) // size, metric=metric)
            for outputs, size in ((sample.right, 1), (sample.worse, 1), (sample.right, 8))
        )
        assert (right.n, sum(right.tested)) == (n, n)
        assert 0 <= right.constant < 1
        assert 0 <= worse.chance(0.9) <= right.chance(0.9) <= 1
        assert together.chance(0.9) < right.chance(0.9)
        assert worse.chance_over_constant() <= right.chance_over_constant()


def check_nothing_to_score_is_refused(problem: Problem, sample: Sample) -> None:
    """No item gives no score rather than a wrong one."""
    none = np.zeros(0, np.int64)
    targets = _targets(problem, sample)[:0]
    assert _is_refused(lambda: problem.score(sample.right[:0], targets, families=none))


def check_details_are_data(problem: Problem, sample: Sample) -> None:
    """They go into evaluation.json as they are."""
    names = problem.class_names(sample.labels)
    details = problem.details(sample.worse, _targets(problem, sample), class_names=names)
    assert json.loads(json.dumps(details)) == details
    assert set(details) == {"per_class", "confusion", "calibration"}


def check_answers_survive_json(problem: Problem, sample: Sample) -> None:
    """One answer an item, without an error, the same after the way to a file and back."""
    answers = problem.decode(sample.right, problem.class_names(sample.labels))
    assert len(answers) == len(sample.labels)
    for answer in answers:
        assert answer.error is None
        assert Answer.model_validate_json(answer.to_json()) == answer


def check_surrogate_follows_the_score(problem: Problem, sample: Sample) -> None:
    """Its mean is in 0..1 and higher for right answers than for worse ones."""
    targets = _targets(problem, sample)
    right, worse = (
        np.array(
            [problem.surrogate(row, target) for row, target in zip(rows, targets, strict=True)]
        )
        for rows in (sample.right, sample.worse)
    )
    assert 0 <= worse.min() <= right.max() <= 1
    assert right.mean() > worse.mean()


def check_render_names_the_item(problem: Problem, sample: Sample) -> None:
    """The line under a picture says which it is, also where there is no answer."""
    (answer, *_) = problem.decode(sample.right, problem.class_names(sample.labels))
    for shown in (answer, Answer(error="no picture")):
        assert "a.jpg" in problem.render("a.jpg", shown)


def check_learner(learner: Learner) -> None:
    """The learning face names poolings, with and without an expansion map, and heads."""
    poolings = [learner.poolings(has_expansion) for has_expansion in (True, False)]
    assert all((*poolings, learner.heads()))
    for named in (*poolings, learner.heads(), learner.trained_heads()):
        assert len(set(named)) == len(named)
        assert all(isinstance(name, str) and name for name in named)


def _targets(problem: Problem, sample: Sample) -> np.ndarray:
    return problem.read_targets(sample.labels, problem.class_names(sample.labels))


def _score(problem: Problem, sample: Sample, *, outputs: Outputs) -> list[Score]:
    families = np.arange(len(sample.labels))
    return problem.score(outputs, _targets(problem, sample), families=families)


def _numbers(scores: list[Score]) -> np.ndarray:
    return np.array([[score.value, score.low, score.high] for score in scores])


def _is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except PeelError:
        return True
    return False
