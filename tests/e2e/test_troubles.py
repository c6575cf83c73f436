"""The troubles of a drill: one that struck nothing is told, for a drill without it proves nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from peel.project.state import state_of
from peel.types.installation import Keeping, Kept
from tests.e2e.drill import troubles
from tests.e2e.drill.hook import Hook
from tests.e2e.drill.site import Site

REFUSED = "P703 a retraining of this project is running already"


@pytest.fixture
def site(tmp_path):
    """An installation of which nothing runs but `flows`."""
    folder = state_of(tmp_path).folder
    folder.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as sleeper:
        kept = Keeping(pid=1, since=0.0, kept=(Kept(name="flows", pid=sleeper.pid),))
        (folder / "keeper.json").write_text(kept.to_json(), "utf-8")
        yield Site(tmp_path, port=0)
        sleeper.kill()


def test_what_was_killed_is_counted(site):
    assert troubles.kill(site, "flows") == 1
    assert troubles.kill(site, "serve") == 0


def test_trouble_that_struck_nothing_is_told(site):
    with (
        pytest.raises(RuntimeError, match="never there to kill"),
        troubles.prefect_down(site, Hook()),
    ):
        pass


def test_no_step_killed_is_told(site):
    with (
        pytest.raises(RuntimeError, match="killed at 0 steps only"),
        troubles.killed_at_each_step(site, Hook()),
    ):
        pass


@pytest.mark.parametrize("around", [troubles._often, troubles._later])
def test_broken_trouble_is_told(around):
    def work():
        raise OSError("no such trouble")

    how = {"every_s": 0.0} if around is troubles._often else {"after_s": 0.0}
    with pytest.raises(OSError, match="no such trouble"), around(work, **how):
        pass


@pytest.mark.parametrize(
    ("codes", "words"),
    [((0, 2), ("promoted", REFUSED)), ((2, 1), (REFUSED, "refused")), ((2, 2), (REFUSED, REFUSED))],
)
def test_one_of_two_is_refused(codes, words):
    """Both are where the one that began by itself works."""
    troubles.judge_twice(codes, words, times=[(1.0, 2.0)])


@pytest.mark.parametrize(
    ("codes", "words", "times", "told"),
    [
        ((0, 0), ("promoted", "promoted"), [(1.0, 2.0), (2.0, 3.0)], "nobody was refused"),
        ((3, 3), ("no need", "no need"), [], "nobody was refused"),
        ((2, -9), (REFUSED, ""), [(1.0, 2.0)], "one was broken"),
        ((2, 2), (REFUSED, "P831 the store"), [(1.0, 2.0)], "one was broken"),
        ((2, 2), (REFUSED, REFUSED), [], "nobody retrained"),
        ((0, 2), ("promoted", REFUSED), [(1.0, 3.0), (2.0, 4.0)], "two retrained at once"),
        ((0, 2), ("promoted", REFUSED), [(1.0, None), (2.0, 4.0)], "two retrained at once"),
    ],
)
def test_other_ends_are_told(codes, words, times, told):
    with pytest.raises(RuntimeError, match=told):
        troubles.judge_twice(codes, words, times=times)
