"""The queue: blind on its way out."""

from __future__ import annotations

import csv

import pytest

from peel.errors import PeelError
from peel.feedback import epochs, pictures, queue
from peel.process import git
from tests.unit.feedback.conftest import ITEMS


def test_queue_asks_what_nobody_said(asked, store, state, tmp_path):
    out = tmp_path / "out"
    assert queue.export(store, state, out=out, limit=10) == 3
    assert sorted(path.stem for path in (out / "pictures").iterdir()) == ITEMS[1:]
    rows = list(csv.DictReader((out / "labels.csv").read_text("utf-8").splitlines()))
    assert [row["item"] for row in rows] == ITEMS[1:]
    assert all((out / row["file"]).is_file() and not row["label"] for row in rows)
    assert (out / "names.txt").read_text("utf-8").splitlines() == list(
        epochs.card(store, "m" * 64).space.names
    )
    assert asked


def test_queue_is_blind(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    told = (tmp_path / "out/labels.csv").read_text("utf-8")
    assert not any(row.ticket in told for row in asked)
    assert "probab" not in told


def test_queue_has_a_limit(asked, store, state, tmp_path):
    assert queue.export(store, state, out=tmp_path / "out", limit=2) == 2
    assert asked


def test_removed_pictures_are_left_out(asked, store, state, tmp_path):
    pictures.forget(state, ITEMS[1])
    assert queue.export(store, state, out=tmp_path / "out", limit=10) == 2
    assert asked


def test_filled_table_is_never_overwritten(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    with pytest.raises(PeelError, match="P839"):
        queue.export(store, state, out=tmp_path / "out", limit=10)
    assert asked


def test_missing_folder_is_not_made(asked, store, state, tmp_path):
    with pytest.raises(PeelError, match="P287"):
        queue.export(store, state, out=tmp_path / "not mounted" / "out", limit=10)
    assert not (tmp_path / "not mounted").exists()
    assert asked


def test_pictures_stay_out_of_git(asked, store, state, tmp_path):
    git.do(tmp_path, "init", "--quiet")
    queue.export(store, state, out=tmp_path / "out", limit=10)
    assert git.ignores(tmp_path / "out" / "labels.csv")
    assert git.changed(tmp_path, "out") == []
    assert asked


def test_folder_says_how_to_label(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    assert "|" not in (tmp_path / "out" / "how.txt").read_text()
    assert asked


def test_table_of_several_says_how(two, store):
    assert "between them: beach|people\n" in queue.how(store)
    assert "stays as it is: noise|row\n" in queue.how(store)
    assert "write -" in queue.how(store)
    assert two
