"""The whole loop for real, small: days of good answers, a camera that changes, red, one alert, a better model by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.drill.camera import Camera, Dip, divide_folder
from tests.e2e.drill.hook import hook
from tests.e2e.drill.scenario import Plan, drill
from tests.e2e.drill.site import free_port, make, running

DIGITS = Path(__file__).parents[2] / "examples" / "digits.py"
VALUES = {
    "search.size_px": 64,
    "search.mean_of": 4,
    "split.test_share": 0.3,
    "gate.threshold": 0.85,
    "serve.audit_rate": 1.0,
    "promote.approve": "auto",
    "promote.max_loss": 0.05,
    "promote.max_flips": 0.05,
}


@pytest.mark.e2e
def test_dip_ends_in_a_better_model(tmp_path):
    subprocess.run([sys.executable, DIGITS, tmp_path / "all"], check=True)
    held = divide_folder(tmp_path / "all", tmp_path / "known", share=0.3)
    plan = Plan(labels=300, dip=Dip(0.025, 0.45))
    with hook() as told:
        site = make(tmp_path / "site", tmp_path / "known", {**VALUES, "serve.port": free_port()})
        with running(site, alerts=told.url):
            seen = drill(site, told, plan, camera=Camera(held, shake=0.015), say=print)
    assert seen.alerts_before == 0
    assert seen.colours == ["green", "red", "green"]
    assert seen.right_after > 0.9 > seen.right_dipped
    assert seen.versions == ("v1.0.0", "v1.1.0")
    assert [one["title"] for one in told.told if "red" in one["title"]] == ["peel v1.0.0: red"]
    assert (seen.load.failed, seen.missing) == (0, 0)
    assert seen.promised > 300
    assert set(seen.load.versions) == set(seen.versions)
