"""Pictures out, labels back, on the command line."""

from __future__ import annotations

import numpy as np
import pytest

from peel.cli.main import run
from peel.feedback import epochs, labels, pictures, tickets
from peel.feedback.store import open_store
from peel.feedback.tickets import mint_of
from peel.project.state import state_of
from tests.unit.feedback.conftest import answer


@pytest.fixture
def asked(tmp_path, monkeypatch, make_bundle):
    """An installation with one drawn answer, and that answer."""
    monkeypatch.chdir(tmp_path)
    state = state_of(tmp_path)
    store = open_store(state)
    card = make_bundle().joinpath("bundle.json").read_text("utf-8")
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    row = answer(ticket=mint_of(state).new(0.0))
    with store.writing() as connection:
        tickets.add(connection, [row])
    pictures.keep(state, row.item, picture=np.zeros((4, 4, 3), np.uint8))
    return row


def test_picture_goes_out_label_comes_back(asked, tmp_path, capsys):
    assert run(["feedback", "queue", "out"]) == 0
    assert "1 picture" in capsys.readouterr().out
    table = tmp_path / "out/labels.csv"
    table.write_text(table.read_text("utf-8").replace('.png",""', '.png","cow"'), "utf-8")
    assert run(["feedback", "import", str(table), "--by", "ann", "--trust", "auditor"]) == 1
    told = capsys.readouterr().out
    assert "0 new" in told
    assert "--new-names" in told
    again = ["feedback", "import", str(table), "--by", "ann", "--trust", "auditor", "--new-names"]
    assert run(again) == 0
    assert capsys.readouterr().out.startswith("1 new, 0 known")
    assert labels.standing(open_store(state_of(tmp_path)), asked.ticket).label == "cow"
    assert run(["feedback", "queue", "more"]) == 0
    assert "Nothing waits" in capsys.readouterr().out
    assert not (tmp_path / "more").exists()


def test_refused_lines_end_with_one(asked, tmp_path, capsys):
    (tmp_path / "a.csv").write_text("ticket,label\nt_1,cow\n")
    assert run(["feedback", "import", "a.csv", "--by", "ann", "--trust", "staff"]) == 1
    assert "line 2" in capsys.readouterr().out
    assert asked


def test_label_of_nobody_is_refused(tmp_path, capsys):
    table = tmp_path / "a.csv"
    table.write_text("item,label\n")
    assert run(["feedback", "import", str(table), "--by", " ", "--trust", "auditor"]) == 2
    assert "--by is empty" in capsys.readouterr().err


def test_folder_without_an_installation_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["feedback", "queue", "out"]) == 2
    assert "P721" in capsys.readouterr().err
