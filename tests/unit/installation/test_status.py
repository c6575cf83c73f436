import shutil

import pytest
from sqlalchemy import insert

from peel import clock, files
from peel.bundle import pointer
from peel.feedback import epochs, leases, tables
from peel.feedback.store import open_store
from peel.images.digest import of_file
from peel.installation.status import evidence, status
from peel.project import served, template
from peel.project.state import state_of
from peel.types.placement import Placed
from peel.types.pointer import Pointer
from peel.types.watch import Epoch, Watched

WATCHED = {
    "epoch": 1,
    "name": "",
    "colour": "amber",
    "since": 86400.0,
    "tau": 0.9,
    "n": 120,
    "run": 0.25,
    "start": 0.1,
    "recent": 0.85,
    "low": 0.8,
    "high": 0.9,
    "pessimistic": None,
    "needed": 60,
    "words": "It may be slipping.",
}


@pytest.fixture
def project(tmp_path):
    template.make(tmp_path / "p")
    return tmp_path / "p"


@pytest.fixture
def store(project):
    return open_store(state_of(project))


@pytest.fixture
def watched(store, make_card):
    """An epoch with its card, and how its watches stand."""
    epoch = Epoch(model="m" * 64, version="v1.2.0", tau=0.9, opened_at=0.0, why="promoted")
    epochs.open_epoch(store, epoch, now=0.0)
    epochs.remember_card(store, "m" * 64, card_json=make_card, now=0.0)
    with store.writing() as connection:
        for name, colour in (("", "amber"), ("cat", "red"), ("dog", "green")):
            state = Watched(**{**WATCHED, "name": name, "colour": colour}).to_json()
            row = {"epoch": 1, "name": name, "colour": colour, "since": 0.0, "state": state}
            connection.execute(insert(tables.watched).values(row))
    return store


@pytest.fixture
def make_card(make_bundle):
    return (make_bundle() / "bundle.json").read_text()


def said(project):
    return [tuple(row) for row in status(project)]


def test_new_project_says_what_to_type(project):
    rows = said(project)
    assert ("model", "none: peel build") in rows
    assert ("state", "nothing was served yet") in rows
    assert ("runs", "nothing: peel up starts it") in rows
    assert not state_of(project).folder.exists()


def test_model_has_one_name_and_id(project, make_bundle):
    """Those that the end of a build tells, and promote takes."""
    shutil.copytree(make_bundle(), project / "bundle")
    files.write_text(
        project / "bundle/placed.json", Placed(name="Hats", id="", placed="2026").to_json()
    )
    digest = of_file(project / "bundle/bundle.json")
    assert ("model", f"Hats ({digest[:12]}), not served yet") in said(project)


def test_champion_without_an_answer_is_said(project, watched):
    one = Pointer(name="peel", version="v1.3.0", digest="c" * 64, sequence=0, at=0.0, by="me")
    pointer.write(state_of(project), one)
    words = "v1.3.0 (cccccccccccc) since 1970-01-01T00:00:00Z: it has not answered yet"
    assert ("champion", words) in said(project)
    pointer.write(state_of(project), one.model_copy(update={"digest": "m" * 64}))
    assert "champion" not in dict(said(project))
    assert watched


@pytest.mark.usefixtures("watched")
def test_state_is_said_in_words(project):
    rows = dict(said(project))
    assert rows["model"].endswith("since 1970-01-01T00:00:00Z")
    assert " v1.2.0 (mmmmmmmmmmmm)" in rows["model"]
    assert rows["state"] == "amber since 1970-01-02T00:00:00Z: It may be slipping."
    assert rows["evidence"] == "120 labels against a threshold of 90 %: 25 % of what turns it red"
    assert rows["class"].startswith("red since ")
    assert rows["labels"].startswith("0 answers got a label; 0 pictures wait")


def test_other_measure_of_the_watch_is_named():
    one = Watched(**WATCHED)
    assert "of 90 % (mean F1 of a picture): 25 %" in evidence(one, " (mean F1 of a picture)")


def test_what_waits_for_a_person_is_said(project, watched):
    alert = {"dedup": "a", "target": 0, "level": "red", "title": "t", "body": "b", "at": 0.0}
    alert |= {"attempts": 12, "next_at": 0.0, "error": "could not be sent: refused"}
    candidate = {"model": "c", "run": "r", "commit": "d", "at": 0.0, "state": "better"}
    run = {"id": "r", "trigger": "red", "step": "decide", "notes": "{}", "started_at": 0.0}
    run |= {"ended_at": 60.0, "outcome": "refused", "words": "no better"}
    with watched.writing() as connection:
        connection.execute(insert(tables.alerts).values(alert))
        connection.execute(insert(tables.candidates).values({**candidate, "judgement": "{}"}))
        connection.execute(insert(tables.runs).values(run))
    rows = dict(said(project))
    assert rows["not sent"] == "t: could not be sent: refused"
    assert rows["alerts"].startswith("nobody is told of a dip")
    assert rows["decide"] == "c: better since 1970-01-01T00:00:00Z: peel models"
    assert rows["retrained"] == "ended 1970-01-01T00:01:00Z, refused: no better"


def begun(store):
    run = {"id": "r", "trigger": "person", "step": "refit", "notes": "{}", "started_at": 0.0}
    with store.writing() as connection:
        connection.execute(insert(tables.runs).values(run))


def test_stopped_retraining_says_how_to_go_on(project, watched):
    begun(watched)
    assert dict(said(project))["retrained"] == (
        "stopped at the step refit, begun 1970-01-01T00:00:00Z: peel retrain goes on from there"
    )


def test_retraining_at_work_is_said(project, watched):
    begun(watched)
    leases.take(watched, leases.Lease("retrain", "a machine"), for_s=60, now=clock.now())
    assert dict(said(project))["retrained"] == "at work since 1970-01-01T00:00:00Z, step refit"


def test_server_started_by_hand_is_said(project):
    with served.noted(state_of(project), 9000):
        rows = dict(said(project))
    assert "runs" not in rows
    assert rows["by hand"].startswith(
        "a model server that was started with peel serve answers at port 9000"
    )


def test_store_that_is_broken_is_said(project):
    state = state_of(project)
    state.folder.mkdir(parents=True)
    state.store.write_bytes(b"no database" * 100)
    rows = said(project)
    assert [words[:5] for about, words in rows if about == "store"] == ["P831 "]
    assert ("runs", "nothing: peel up starts it") in rows


@pytest.mark.usefixtures("store")
def test_store_that_vanished_is_said(project):
    state = state_of(project)
    state.pointer.write_text("{}")
    state.store.unlink()
    told = {row.about: row.words for row in status(project)}
    assert "the file is gone" in told["store"]


def test_served_model_has_its_later_version(project, watched):
    """It was served by hand before somebody promoted it."""
    row = {"model": "m" * 64, "name": "peel", "version": "v1.3.0", "run": "", "commit": ""}
    with watched.writing() as connection:
        connection.execute(insert(tables.versions).values({**row, "at": 9.0, "by": "me"}))
    assert " v1.3.0 (mmmmmmmmmmmm)" in dict(said(project))["model"]
