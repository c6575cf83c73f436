"""`peel alert test` says of each address what became of it."""

from __future__ import annotations

import pytest

from peel.cli.main import run
from tests.unit.watch.post_box import webhook


@pytest.fixture(autouse=True)
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_ALERT_URLS", raising=False)
    assert run(["init", str(tmp_path / "pets")]) == 0
    monkeypatch.chdir(tmp_path / "pets")


def test_addresses_say_what_became(monkeypatch, capfd):
    with webhook() as box:
        good = f"peel://geheim@127.0.0.1:{box.port}/"
        monkeypatch.setenv("PEEL_ALERT_URLS", f"{good} nonsense")
        assert run(["alert", "test"]) == 1
    said = capfd.readouterr().out
    assert "address 1 (peel): taken" in said
    assert "address 2 (no address): no address that Apprise knows" in said
    assert "geheim" not in said
    assert b"You would be told like this." in box.got[0].body


def test_no_address_is_refused(capfd):
    assert run(["alert", "test"]) == 2
    assert "P861" in capfd.readouterr().err
