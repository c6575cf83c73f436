"""Keys on the command line."""

from __future__ import annotations

import pytest

from peel.bundle import pointer
from peel.cli.keys import Scope
from peel.cli.main import run
from peel.feedback import keys, ledger
from peel.feedback.store import open_store
from peel.project.state import state_of
from peel.types.key import SCOPES
from peel.types.pointer import Pointer


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder that serves a bundle."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bundle").mkdir()
    return state_of(tmp_path)


def test_key_is_shown_once(here, capsys):
    assert run(["keys", "make", "camera 3", "--scope", "predict", "--days", "1"]) == 0
    said = capsys.readouterr()
    assert "shown only once" in said.err
    text = said.out.strip()
    run(["keys", "list"])
    shown = capsys.readouterr().out
    assert text.split("_")[1] in shown
    assert "camera 3" in shown
    assert text not in shown
    (key,) = keys.all_keys(open_store(here))
    assert (key.scopes, key.trust) == (("predict",), "public")
    assert key.expires_at == key.made_at + 86_400


def test_revoked_key_is_shown_so(here, capsys):
    run(["keys", "make", "a"])
    id_ = capsys.readouterr().out.split("_")[1]
    assert run(["keys", "revoke", id_]) == 0
    capsys.readouterr()
    run(["keys", "list"])
    assert "revoked" in capsys.readouterr().out
    assert run(["keys", "revoke", id_]) == 2
    assert here.store.exists()


def test_second_key_of_a_name_is_told(here, capsys):
    run(["keys", "make", "camera 3"])
    first = capsys.readouterr()
    assert "Another key" not in first.err
    id_ = first.out.split("_")[1]
    run(["keys", "make", "camera 3"])
    assert f"to end it: peel keys revoke {id_}" in capsys.readouterr().err.replace("\n", " ")
    (older, newer) = keys.all_keys(open_store(here))
    keys.revoke(open_store(here), older.id, now=9e9)
    assert keys.called(open_store(here), "camera 3", now=9e9) == [newer]


def test_no_keys_are_told(here, capsys):
    assert run(["keys", "list"]) == 0
    assert "peel keys make" in capsys.readouterr().out
    assert here.store.exists()


def test_unknown_scope_is_refused(here, capsys):
    assert run(["keys", "make", "a", "--scope", "everything"]) == 2
    assert "P107" in capsys.readouterr().err
    assert not here.store.exists()


def test_every_scope_can_be_named():
    assert tuple(scope.value for scope in Scope) == SCOPES


def test_pointer_gets_a_new_key(here, capsys):
    one = Pointer(name="peel", version="v1.0.0", digest="a" * 64, sequence=0, at=1.0, by="me")
    open_store(here)
    before = pointer.write(here, one)
    assert run(["keys", "renew"]) == 0
    assert "new key" in capsys.readouterr().out
    after = pointer.read(here)
    assert after.signature != before.signature
    assert after.sequence == before.sequence
    (deed,) = ledger.read(open_store(here))
    assert (deed.what, deed.details) == ("key-made", {"key": "pointer"})


def test_scopes_that_open_nothing_are_said(capsys):
    assert run(["keys", "make", "--help"]) == 0
    assert "label, build and approve are for later" in " ".join(
        capsys.readouterr().out.replace("│", " ").split()
    )
