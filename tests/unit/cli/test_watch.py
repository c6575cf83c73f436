"""`peel watch` says how it stands, and takes an acknowledgement."""

from __future__ import annotations

import pytest

from peel import clock
from peel.cli.main import run
from peel.feedback import epochs
from peel.feedback.store import open_store
from peel.project.state import state_of
from tests.unit.watch.audit import CARD, EPOCH, MODEL, answered, many
from tests.unit.watch.conftest import put


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    monkeypatch.delenv("PEEL_ALERT_URLS", raising=False)
    assert run(["init", str(tmp_path / "pets")]) == 0
    monkeypatch.chdir(tmp_path / "pets")
    return tmp_path / "pets"


@pytest.fixture
def red(project):
    store = open_store(state_of(project))
    epochs.remember_card(store, MODEL, card_json=CARD.to_json(), now=0.0)
    epochs.open_epoch(store, EPOCH.model_copy(update={"id": 0}), now=0.0)
    put(store, many(right=0.3, n=60, a_day=60))
    return store


@pytest.mark.usefixtures("project")
def test_nothing_watched_says_what_to_type(capfd):
    assert run(["watch"]) == 0
    assert "peel serve" in capfd.readouterr().out


@pytest.mark.usefixtures("red")
def test_red_is_shown_and_acknowledged(capfd):
    assert run(["watch"]) == 1
    said = capfd.readouterr().out
    assert "The score is under the threshold of 90 %" in said
    assert "Nobody is told of a dip" in said
    assert run(["watch", "--acknowledge"]) == 0
    assert "grey" in capfd.readouterr().out


def test_others_are_shown_apart(red, capfd):
    put(red, [answered(900, right=False, at=clock.now(), trust="public")])
    run(["watch"])
    said = capfd.readouterr().out
    assert "Labels of others in 30 days: 1, of which 100 % say that the answer was wrong" in said
