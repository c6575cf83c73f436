"""What single steps refuse and write; the way through all of them is tests/e2e/test_retrain.py."""

import subprocess

import pytest

from peel.errors import PeelError
from peel.params.load import load
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


class Stopped(Exception):
    """Raised instead of a build."""


@pytest.mark.parametrize(
    ("step", "committed", "searched"),
    [
        ("refit", None, ("a/1/ms/lda",)),
        ("search", "a/1/ms/lda", None),
        ("search", "mine", ("mine",)),
    ],
)
def test_search_leaves_the_merged_heads(step, committed, searched, tmp_path, installed):
    bench = installed.state.workbench
    bench.mkdir(parents=True)
    only = "null" if committed is None else f"[{committed}]"
    (bench / "params.yaml").write_text(f"search: {{only: {only}}}\n")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=bench, check=True)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def build(project):
        assert load(project / "params.yaml").search.only == searched
        raise Stopped

    place = Place(
        Registry(tmp_path, installed.state, installed.store),
        Params(),
        Tools(repro=build, now=lambda: 1.0, say=str),
    )
    notes = {"base": "HEAD", "only": ["a/1/ms/lda"]}
    run = Run(id="r1", trigger="red", started_at=0, step=step, notes=notes)
    with pytest.raises(Stopped):
        steps.step(place, run)


@pytest.mark.parametrize(("kind", "first"), [("classification", "refit"), ("detection", "search")])
def test_what_finds_things_is_learnt_once(kind, first):
    assert steps._first(kind) == first
