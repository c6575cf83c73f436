"""What single steps refuse; the way through all of them is tests/e2e/test_retrain.py."""

import pytest

from peel.errors import PeelError
from peel.params.sections import Params
from peel.registry.registry import Registry
from peel.retraining import steps
from peel.retraining.place import Place, Tools
from peel.types.retraining import Run


def test_branch_is_named_by_the_run():
    assert steps.branch_of(Run(id="r1", trigger="red", started_at=0)) == "peel/retrain/r1"


def test_words_count_what_is_left_out():
    assert steps.words_of(3, {"b": 2, "a": 1}) == "3 pictures teach; left out: 1 a, 2 b"
    assert steps.words_of(3, {}) == "3 pictures teach"


def test_step_outside_git_is_refused(tmp_path, installed):
    tools = Tools(repro=print, now=lambda: 1.0, say=print)
    place = Place(Registry(tmp_path, installed.state, installed.store), Params(), tools)
    with pytest.raises(PeelError, match=r"^P89[12] "):
        steps.step(place, Run(id="r1", trigger="red", started_at=0))
