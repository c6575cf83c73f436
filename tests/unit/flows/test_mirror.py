"""What is told to Prefect, and what becomes of a build to which Prefect does not listen."""

import logging
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from prefect.client.schemas.objects import StateType

from flows.mirror import Mirror, _Books, _state, _words
from peel.types.event import Tried, Warned

TIME = 1_795_000_000.0


@pytest.fixture
def books():
    """Nothing is sent."""
    books = _Books(uuid4())
    books.is_closed = True
    return books


@pytest.fixture
def mirror(books, tmp_path, monkeypatch):
    """One outside of a flow, whose books are closed."""
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events"))
    mirror = Mirror.__new__(Mirror)
    mirror.flow_run_id, mirror.log, mirror.books = books.flow_run_id, logging.getLogger("t"), books
    mirror.runs, mirror.progress, mirror.trials, mirror.is_lost = {}, {}, 0, False
    return mirror


def _broken():
    raise httpx.ConnectError("nobody listens\nat all")


def _refused():
    raise httpx.HTTPStatusError("no", request=httpx.Request("GET", "http://x"), response=None)


def test_run_counts_its_own_time(books):
    run = books.tell(books.new("scan", key="scan"), _state(StateType.RUNNING, TIME))
    run = books.tell(run, _state(StateType.COMPLETED, TIME + 3))
    assert run.total_run_time == timedelta(seconds=3)


def test_two_states_never_share_a_time(books):
    """The server's database refuses them."""
    run = books.tell(books.new("scan", key="scan"), _state(StateType.RUNNING, TIME))
    run = books.tell(run, _state(StateType.COMPLETED, TIME))
    assert run.state.timestamp - run.start_time == timedelta(milliseconds=1)


def test_only_ended_runs_are_waited_for(books):
    run = books.tell(books.new("scan", key="scan"), _state(StateType.RUNNING, TIME))
    assert books.told == 0
    books.tell(run, _state(StateType.FAILED, TIME + 1))
    assert books.told == 1


def test_runs_of_one_kind_share_a_key(books):
    run = books.new("lda at 3", key="trial-net-03")
    assert (run.task_key, run.dynamic_key) == ("trial", "trial-net-03")


def test_call_that_works_is_given_back(mirror):
    assert mirror.show(lambda: 7) == 7


def test_server_that_is_gone_is_asked_once(mirror):
    assert mirror.show(_broken) is None
    assert mirror.is_lost
    assert mirror.show(lambda: 7) is None


def test_single_refusal_loses_no_server(mirror):
    assert mirror.show(_refused) is None
    assert not mirror.is_lost


def test_lost_server_is_told_once(mirror, tmp_path):
    mirror.show(_broken)
    mirror.show(_broken)
    told = (tmp_path / "events").read_text()
    assert (told.count('"lost"'), told.count("nobody listens")) == (1, 1)


def test_most_trials_are_left_to_the_leaderboard(mirror):
    for number in range(50):
        mirror.on_event(Tried(key=str(number), name="lda", score=0.5, time=TIME))
    assert mirror.books.told == 40


def test_warning_of_a_stage_is_logged(mirror, caplog):
    mirror.on_event(Warned(message="two classes look alike"))
    assert caplog.messages == ["two classes look alike"]


def test_ended_stage_is_open_no_more(mirror):
    mirror.begin("scan", TIME)
    mirror.end("scan", TIME + 1, words="4 pictures")
    assert mirror.runs == {}


def test_failed_stage_is_open_no_more(mirror):
    mirror.begin("scan", TIME)
    mirror.fail("scan", TIME + 1, words="P201")
    assert mirror.runs == {}


@pytest.mark.parametrize(
    ("error", "words"), [(ValueError("a\nb"), "a"), (ValueError(), "ValueError")]
)
def test_error_is_told_in_one_line(error, words):
    assert _words(error) == words
