"""Memory goes back to the system."""

from __future__ import annotations

from pathlib import Path

from peel.runtime.memory import give_back


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def test_freed_memory_is_given_back():
    small = [bytes(50_000) for _ in range(2_000)]
    last = bytes(50_000)
    before = _resident_mb()
    del small
    give_back()
    assert len(last) == 50_000
    assert _resident_mb() < before - 50
