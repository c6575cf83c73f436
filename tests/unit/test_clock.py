"""The clock, and how a drill moves it."""

from __future__ import annotations

import time

import pytest

from peel import clock


def test_clock_is_the_systems(monkeypatch):
    monkeypatch.delenv("PEEL_CLOCK", raising=False)
    assert abs(clock.now() - time.time()) < 5


@pytest.mark.parametrize(("text", "moved"), [("86400\n", 86400.0), ("soon", 0.0)])
def test_clock_moves_with_its_file(monkeypatch, tmp_path, text, moved):
    (tmp_path / "clock").write_text(text)
    monkeypatch.setenv("PEEL_CLOCK", str(tmp_path / "clock"))
    assert abs(clock.now() - time.time() - moved) < 5
