"""The installation in a folder."""

from __future__ import annotations

from peel.cli.installation import open_here


def test_store_is_made_where_answers_are_given(tmp_path, monkeypatch):
    (tmp_path / "bundle").mkdir()
    monkeypatch.chdir(tmp_path)
    here = open_here()
    assert here.state.store.exists()
    assert here.store.is_sqlite
