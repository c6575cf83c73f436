"""Every kind through the suite that ships."""

from __future__ import annotations

import subprocess
import sys

import pytest

from peel import problem
from peel.testing.boxes import boxes_sample, check_finder
from peel.testing.problems import (
    Sample,
    check_learner,
    problem_checks,
    several_labels_sample,
    single_label_sample,
)
from peel.types.marks import MarkRules

KINDS = problem.known()


def _sample(kind: str) -> Sample:
    rules = problem.find(kind)
    if isinstance(rules, MarkRules):
        return boxes_sample(rules)
    return several_labels_sample(rules) if rules.several else single_label_sample()


@pytest.mark.parametrize("check", problem_checks(), ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_kind_keeps_the_contract(kind, check):
    check(problem.find(kind), _sample(kind))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if problem.is_trainable(kind)])
def test_kind_says_what_to_learn(kind):
    learner, served = problem.find_learner(kind), problem.find(kind)
    check = check_finder if isinstance(learner, problem.Finder) else check_learner
    check(learner, served, sample=_sample(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_named_as_its_folder(kind):
    assert problem.find(kind).name == kind


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_finding_a_kind_needs_no_torch(kind):
    code = (
        "import sys; from peel.problem import find; find(sys.argv[1]);"
        "bad = {'torch', 'onnx', 'pandas', 'pyarrow', 'scipy', 'sklearn'} & set(sys.modules);"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code, kind], check=True)
