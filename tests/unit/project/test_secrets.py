"""Secrets are files for their owner alone."""

from __future__ import annotations

import stat

import pytest

from peel.errors import PeelError
from peel.project import secrets
from peel.project.state import state_of


def test_secret_is_made_once(tmp_path):
    state = state_of(tmp_path)
    first = secrets.ensure(state, secrets.TICKETS)
    assert len(first) >= 40
    assert secrets.ensure(state, secrets.TICKETS) == first


def test_missing_secret_is_none(tmp_path):
    assert secrets.read(state_of(tmp_path), secrets.AUDIT) is None


def test_secret_is_for_its_owner(tmp_path):
    state = state_of(tmp_path)
    secrets.write(state, "alerts", text="json://127.0.0.1")
    assert stat.S_IMODE((state.secrets / "alerts").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.secrets.stat().st_mode) == 0o700


def test_open_secret_is_refused(tmp_path):
    state = state_of(tmp_path)
    secrets.write(state, "alerts", text="json://127.0.0.1")
    (state.secrets / "alerts").chmod(0o644)
    with pytest.raises(PeelError, match="P830"):
        secrets.read(state, "alerts")
