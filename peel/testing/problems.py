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
from peel.problem import Answered, Learner, Outputs, Problem
from peel.types.answer import Answer
from peel.types.labels import LabelRules
from peel.types.marks import MarkRules
from peel.types.score import Score

_SIDE = 16_384  # no picture is larger


class Sample(NamedTuple):
    """n labels, the file's outputs where it answers them all rightly, others that are worse, and a label that no model knows."""

    labels: tuple[str, ...]
    right: Outputs
    worse: Outputs
    unknown_label: str


Check = Callable[[Problem, Sample], None]


def single_label_sample() -> Sample:
    """24 items of three classes; in `worse` every fourth answer is wrong.

    >>> [outputs["probabilities"].shape for outputs in single_label_sample()[1:3]]
    [(24, 3), (24, 3)]
    """
    targets = np.arange(24) % 3
    right = np.full((24, 3), 0.1) + 0.7 * np.eye(3)[targets]
    worse = np.where((np.arange(24) % 4 == 0)[:, None], np.roll(right, 1, axis=1), right)
    labels = tuple(np.array(["ant", "bee", "wasp"])[targets].tolist())
    outputs = [{"probabilities": p.astype(np.float32)} for p in (right, worse)]
    return Sample(labels, right=outputs[0], worse=outputs[1], unknown_label="cow")


def several_labels_sample(rules: LabelRules) -> Sample:
    """24 items with none to three labels, as `rules` write them; one label is unknown of six items. In `worse` every third answer is wrong."""
    n, names = np.arange(24), np.array(["ant", "bee", "wasp"])
    yes = np.stack([n % 2 == 0, n % 3 == 0, n % 8 < 3], axis=1)
    unknown = np.stack([n < 0, n < 0, n % 8 > 5], axis=1)
    right = 0.1 + 0.8 * yes
    worse = np.where((n % 3 == 1)[:, None], 1 - right, right)
    labels = tuple(
        rules.state(names[has].tolist(), unknown=names[gone].tolist())
        for has, gone in zip(yes, unknown, strict=True)
    )
    outputs = [{"probabilities": p.astype(np.float32)} for p in (right, worse)]
    return Sample(labels, right=outputs[0], worse=outputs[1], unknown_label=rules.state(["cow"]))


def problem_checks() -> tuple[Check, ...]:
    """The checks of the served face."""
    return (
        check_names_are_plain,
        check_metric_is_one_of_the_scores,
        check_space_ignores_the_order,
        check_targets_are_whole_numbers,
        check_unknown_label_is_refused,
        check_labels_are_shown_and_merged,
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
        check_outputs_are_named,
        check_mistakes_are_wrong_answers,
        check_answers_fill_tables,
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


def check_space_ignores_the_order(problem: Problem, sample: Sample) -> None:
    """The same set of items gives the same label space, its names sorted and once each."""
    space = problem.space(sample.labels)
    assert space == problem.space(sample.labels[::-1])
    assert list(space.names) == sorted(set(space.names))
    assert len(space.names) >= 2


def check_targets_are_whole_numbers(problem: Problem, sample: Sample) -> None:
    """One target (or row of them, or record of arrays) an item, the same for the same label."""
    targets = _targets(problem, sample)
    assert np.issubdtype(targets.dtype, np.integer) or targets.dtype.hasobject
    assert len(targets) == len(sample.labels)
    again = problem.read_targets(sample.labels[:1], problem.space(sample.labels))
    assert len(again) == 1
    parts = (one if isinstance(one, tuple) else (one,) for one in (again[0], targets[0]))
    assert all(np.array_equal(*pair) for pair in zip(*parts, strict=True))


def check_unknown_label_is_refused(problem: Problem, sample: Sample) -> None:
    """A label of no class is no target."""
    space = problem.space(sample.labels)
    assert _is_refused(lambda: problem.read_targets([sample.unknown_label], space))


def check_labels_are_shown_and_merged(problem: Problem, sample: Sample) -> None:
    """Every label has words; a label and itself agree; labels of which something can be learnt are not refused."""
    for label in sample.labels:
        assert problem.show_label(label)
        assert problem.merge([label, label]) == label
        if isinstance(problem, MarkRules):
            assert problem.state_marks(problem.marks_of(label), size=(_SIDE, _SIDE)) == label
        assert list(problem.names_of(label)) == sorted(set(problem.names_of(label)))
    assert problem.alone(sample.labels) == []
    problem.check(sample.labels, lost={})
    assert all(isinstance(note, str) for note in problem.notes(sample.labels))


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
    there = _tested(problem, sample, outputs=sample.worse)
    back = there._replace(
        outputs={name: array[::-1] for name, array in there.outputs.items()},
        targets=there.targets[::-1],
        families=there.families[::-1],
    )
    first, second = _numbers(problem.score(there)), _numbers(problem.score(back))
    np.testing.assert_allclose(first, second, atol=1e-9)


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
    alone, together = (
        problem.score(_tested(problem, sample, outputs=sample.worse, family=size))
        for size in (1, 8)
    )
    widths = [[score.high - score.low for score in scores] for scores in (alone, together)]
    assert any(wide > narrow for narrow, wide in zip(*widths, strict=True))
    assert min(widths[1]) > 0


def check_evidence_follows_the_score(problem: Problem, sample: Sample) -> None:
    """For each score of the gate: worse answers and near duplicates never make a high level more likely."""
    for metric in problem.metrics:
        right, worse, together = (
            problem.evidence(_tested(problem, sample, outputs=outputs, family=size), metric)
            for outputs, size in ((sample.right, 1), (sample.worse, 1), (sample.right, 8))
        )
        assert right.n == len(sample.labels)
        assert min(right.tested) > 0
        assert 0 <= right.constant < 1
        assert 0 <= worse.chance(0.9) <= right.chance(0.9) <= 1
        assert together.chance(0.9) < right.chance(0.9)
        assert worse.chance_over_constant() <= right.chance_over_constant()


def check_nothing_to_score_is_refused(problem: Problem, sample: Sample) -> None:
    """No item gives no score rather than a wrong one."""
    whole = _tested(problem, sample, outputs=sample.right)
    none = whole._replace(
        outputs=_take(whole.outputs, slice(0)),
        targets=whole.targets[:0],
        families=whole.families[:0],
    )
    assert _is_refused(lambda: problem.score(none))


def check_details_are_data(problem: Problem, sample: Sample) -> None:
    """They go into evaluation.json as they are."""
    details = problem.details(_tested(problem, sample, outputs=sample.worse))
    assert json.loads(json.dumps(details)) == details


def check_outputs_are_named(problem: Problem, sample: Sample) -> None:
    """The file's outputs as they are held have the names, shapes and types that the kind states."""
    stated = problem.outputs(problem.space(sample.labels))
    assert [output.name for output in stated] == list(sample.right)
    for output in stated:
        array = sample.right[output.name]
        assert (str(array.dtype), array.ndim) == (output.dtype, len(output.held))
        assert output.held[0] == "n"
        assert [size for size in output.held[1:] if isinstance(size, int)] == [
            there
            for size, there in zip(output.held[1:], array.shape[1:], strict=True)
            if isinstance(size, int)
        ]


def check_mistakes_are_wrong_answers(problem: Problem, sample: Sample) -> None:
    """Right answers make none; of the others each is told in words, and a difference of outputs sees them."""
    space = problem.space(sample.labels)
    assert problem.mistakes(_tested(problem, sample, outputs=sample.right), n=99) == []
    places = problem.mistakes(_tested(problem, sample, outputs=sample.worse), n=99)
    assert 0 < len(places) == len(set(places))
    for place in places:
        told = problem.mistake(_one(sample.worse, place), sample.labels[place], space=space)
        assert told.label != told.answer
        assert 0 <= told.confidence <= 1
        assert 0 <= told.label_confidence <= 1
    assert problem.difference(sample.worse, sample.right, space=space).changed > 0
    assert problem.difference(sample.right, sample.right, space=space).is_within(0)
    assert (problem.clearness(sample.right, space=space) > 0).all()


def check_answers_fill_tables(problem: Problem, sample: Sample) -> None:
    """A column has an entry an item; a row of cells has the same headings with and without an answer."""
    space, n = problem.space(sample.labels), len(sample.labels)
    columns = problem.columns(sample.worse, space=space)
    assert {len(column) for column in columns.values()} == {n}
    assert len(list(problem.pairs(sample.right, sample.labels, space=space))) >= n
    (answer, *_) = problem.decode(sample.right, space)
    for told in (problem.row, lambda one: problem.cells(one, top=2)):
        assert list(told(answer)) == list(told(Answer(error="no picture")))
    assert set(problem.shares(answer)) <= set(space.names)


def check_answers_survive_json(problem: Problem, sample: Sample) -> None:
    """One answer an item, without an error, the same after the way to a file and back."""
    answers = problem.decode(sample.right, problem.space(sample.labels))
    assert len(answers) == len(sample.labels)
    for answer in answers:
        assert answer.error is None
        assert type(answer).model_validate_json(answer.to_json()) == answer


def check_surrogate_follows_the_score(problem: Problem, sample: Sample) -> None:
    """Its mean is in 0..1 and higher for right answers than for worse ones."""
    targets, space = _targets(problem, sample), problem.space(sample.labels)
    right, worse = (
        np.array(
            [
                problem.surrogate(_one(outputs, place), target, space=space)
                for place, target in enumerate(targets)
            ]
        )
        for outputs in (sample.right, sample.worse)
    )
    assert 0 <= worse.min() <= right.max() <= 1
    assert right.mean() > worse.mean()


def check_render_names_the_item(problem: Problem, sample: Sample) -> None:
    """The line under a picture says which it is, also where there is no answer."""
    (answer, *_) = problem.decode(sample.right, problem.space(sample.labels))
    for shown in (answer, Answer(error="no picture")):
        assert "a.jpg" in problem.render("a.jpg", shown)


def check_learner(learner: Learner, problem: Problem, *, sample: Sample) -> None:
    """The learning face names poolings and heads once each, and what it computes of the sample fits together."""
    poolings = [learner.poolings(has_expansion=has) for has in (True, False)]
    heads = [head.name for head in (*learner.heads(), *learner.trained_heads())]
    for named in (*poolings, heads):
        assert 0 < len(named) == len(set(named))
        assert all(named)
    space = problem.space(sample.labels)
    targets = learner.supervise(_targets(problem, sample), space)
    assert len(targets) == len(learner.sample(targets, most=1000)) == len(sample.labels)
    (p, *_), (worse, *_) = sample.right.values(), sample.worse.values()
    assert 0 <= learner.score(worse, targets) < learner.score(p, targets) <= 1
    score = learner.score(worse, targets)
    low, high = learner.interval(score, targets, n_effective=float(len(targets)))
    assert 0 <= low <= score <= high <= 1
    assert json.loads(json.dumps(learner.decide(worse, targets))) == learner.decide(worse, targets)
    assert 0 <= learner.constant(targets) < 1
    scores = learner.calibration.as_scores(worse.astype(np.float64))
    fitted = learner.calibration.apply(scores, learner.calibration.fit(scores, targets))
    before, after = (learner.calibration.cautious_loss(q, targets) for q in (worse, fitted))
    assert after <= before + 1e-6


def _targets(problem: Problem, sample: Sample) -> np.ndarray:
    return problem.read_targets(sample.labels, problem.space(sample.labels))


def _tested(problem: Problem, sample: Sample, *, outputs: Outputs, family: int = 1) -> Answered:
    """The sample with these outputs; so many items that follow each other are one family."""
    families = np.arange(len(sample.labels)) // family
    return Answered(outputs, _targets(problem, sample), families, problem.space(sample.labels))


def _take(outputs: Outputs, some: slice) -> Outputs:
    return {name: array[some] for name, array in outputs.items()}


def _one(outputs: Outputs, place: int) -> Outputs:
    return _take(outputs, slice(place, place + 1))


def _score(problem: Problem, sample: Sample, *, outputs: Outputs) -> list[Score]:
    return problem.score(_tested(problem, sample, outputs=outputs))


def _numbers(scores: list[Score]) -> np.ndarray:
    return np.array([[score.value, score.low, score.high] for score in scores])


def _is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except PeelError:
        return True
    return False
