"""The events of one `dvc repro`, as they become the runs of a flow."""

import json

import pytest

from flows.stages import STAGES, Stages
from peel.project.run import stage_names
from peel.types.event import NAMES, Started, Warned


class Record:
    """Takes what a mirror takes, and keeps it."""

    def __init__(self):
        self.calls = []

    def begin(self, name, _time):
        self.calls.append(("begin", name))

    def end(self, name, _time, *, words):
        self.calls.append(("end", name, words))

    def cached(self, name, _time):
        self.calls.append(("cached", name))

    def fail(self, name, _time, *, words):
        self.calls.append(("fail", name, words))

    def on_event(self, event):
        self.calls.append(("event", type(event).__name__))


@pytest.fixture
def seen():
    return Record()


@pytest.fixture
def over():
    """The stages that ended, in their order."""
    return []


@pytest.fixture
def stages(seen, over, tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events"))
    return Stages(seen, over.append)


def tell(stages, kind, name, **more):
    stages.on_event(NAMES[kind](stage=name, time=stages.since + 2, **more))


def test_order_is_that_of_the_pipeline(request):
    assert list(STAGES) == stage_names(request.config.rootpath)


def test_stage_begins_and_ends(stages, seen, over):
    tell(stages, "started", "scan")
    tell(stages, "ended", "scan", message="4 pictures")
    assert seen.calls == [("begin", "scan"), ("end", "scan", "4 pictures")]
    assert over == ["scan"]


def test_skipped_stage_had_nothing_to_do(stages, seen):
    tell(stages, "skipped", "scan")
    assert seen.calls == [("cached", "scan")]


def test_stage_without_a_word_was_restored(stages, seen, over):
    tell(stages, "started", "validate")
    assert seen.calls == [("cached", "scan"), ("cached", "ingest"), ("begin", "validate")]
    assert over == ["scan", "ingest"]


def test_good_end_leaves_no_stage_open(stages, over):
    stages.finish()
    assert over == list(STAGES)


def test_refusal_fails_the_running_stage(stages, seen):
    tell(stages, "started", "scan")
    stages.fail("P201 no such source")
    assert seen.calls[-1] == ("fail", "scan", "P201 no such source")


def test_refusal_between_stages_fails_none(stages, seen):
    stages.fail("the flow was stopped")
    assert seen.calls == []


@pytest.mark.parametrize("event", [Warned(message="look"), Started(stage="mine")])
def test_other_events_are_for_the_mirror(event, stages, seen):
    stages.on_event(event)
    assert seen.calls == [("event", type(event).__name__)]


def test_ended_stage_is_told_with_seconds(stages, tmp_path):
    tell(stages, "started", "scan")
    tell(stages, "ended", "scan", message="4 pictures")
    (line,) = (tmp_path / "events").read_text().splitlines()
    told = json.loads(line)
    assert (told["state"], told["message"], told["seconds"]) == ("done", "4 pictures", 2.0)
