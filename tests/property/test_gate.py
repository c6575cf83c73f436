"""What holds for every verdict: more right answers never worsen it, a higher threshold never improves it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from peel.evaluation.verdict import judge
from peel.params.sections import Gate
from peel.problem import Answered, find
from peel.types.label_space import LabelSpace

KIND, SPACE = find("classification"), LabelSpace(names=("a", "b", "c"))
RANKS = {"fail": 0, "undecided": 1, "pass": 2}
# The bootstrap of a mean over classes costs 5 ms; once, 2,000 examples of each were run, 600 of the means.
calm = settings(max_examples=25, deadline=None, derandomize=True, database=None)
few = settings(max_examples=12, deadline=None, derandomize=True, database=None)
items = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 9), st.booleans()),
    min_size=1,
    max_size=40,
)
mostly_right = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(0, 99),
        st.sampled_from([True] * 5 + [False]),
    ),
    min_size=15,
    max_size=40,
)
labelled = st.lists(
    st.tuples(
        st.tuples(*[st.sampled_from([0, 1, 1, 0, -1])] * 3),
        st.tuples(*[st.sampled_from([True] * 8 + [False])] * 3),
        st.integers(0, 99),
    ),
    min_size=12,
    max_size=30,
)
levels = st.floats(0, 1)
chances = st.floats(0.5, 0.999)


def _rank(rows, *, asked):
    targets, answers, families, is_right = (np.array(column) for column in zip(*rows, strict=True))
    answers = np.where(is_right, targets, answers)
    outputs = {"probabilities": 0.1 + 0.7 * np.eye(3)[answers]}
    _, verdict = judge(KIND, Answered(outputs, targets, families, SPACE), asked=asked)
    return RANKS[verdict.verdict], verdict


def _mended(rows, place):
    target, answer, family, _ = rows[place % len(rows)]
    one = (target, answer, family, True)
    return [one if i == place % len(rows) else row for i, row in enumerate(rows)]


def check_more_right_answers(rows, place, *, asked):
    assert _rank(_mended(rows, place), asked=asked)[0] >= _rank(rows, asked=asked)[0]


@calm
@given(items, st.integers(0, 39), levels, chances)
def test_more_right_answers_never_worsen(rows, place, threshold, chance):
    check_more_right_answers(rows, place, asked=Gate(threshold=threshold, chance=chance))


@pytest.mark.slow
@few
@given(items, st.integers(0, 39), levels, st.sampled_from(["balanced_accuracy", "macro_f1"]))
def test_means_of_classes_never_worsen(rows, place, threshold, metric):
    check_more_right_answers(rows, place, asked=Gate(threshold=threshold, metric=metric))


@calm
@given(items, levels, levels, chances)
def test_higher_threshold_never_improves(rows, one, other, chance):
    low, high = sorted((one, other))
    easy, hard = (_rank(rows, asked=Gate(threshold=t, chance=chance))[0] for t in (low, high))
    assert hard <= easy


@calm
@given(mostly_right, st.floats(0, 0.7), st.floats(0.5, 0.9))
def test_pass_keeps_all_that_it_promises(rows, threshold, chance):
    rank, verdict = _rank(rows, asked=Gate(threshold=threshold, chance=chance))
    assume(rank == RANKS["pass"])
    keeps = (
        verdict.score >= verdict.threshold - 1e-9,
        verdict.probability >= verdict.chance,
        verdict.score > verdict.constant,
        verdict.untested == (),
    )
    assert all(keeps)


def _judged(rows, **asked):
    targets, is_right, families = (np.array(column) for column in zip(*rows, strict=True))
    assume((targets >= 0).any())
    p = np.where((targets == 1) == is_right, 0.9, 0.1)
    tested = Answered({"probabilities": p}, targets.astype(np.int8), families, SPACE)
    return judge(find("multilabel"), tested, asked=Gate(**asked))[1]


@pytest.mark.slow
@few
@given(labelled, levels, levels, st.sampled_from(find("multilabel").metrics))
def test_higher_threshold_improves_no_labels(rows, one, other, metric):
    low, high = sorted((one, other))
    easy, hard = (RANKS[_judged(rows, threshold=t, metric=metric).verdict] for t in (low, high))
    assert hard <= easy


@pytest.mark.slow
@few
@given(labelled, st.floats(0, 0.5), st.sampled_from(find("multilabel").metrics))
def test_pass_of_labels_keeps_its_promises(rows, threshold, metric):
    verdict = _judged(rows, threshold=threshold, metric=metric)
    assume(verdict.verdict == "pass")
    assert verdict.score >= max(threshold - 1e-9, np.nextafter(verdict.constant, 1))
    assert verdict.untested == ()
