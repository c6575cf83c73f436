"""The whole loop for real, small: weeks of good answers, a camera that changes, red, one alert, a better model by itself."""

from __future__ import annotations

import pytest

from examples import digits
from tests.e2e.drill.camera import Camera, Dip, divide_folder
from tests.e2e.drill.hook import hook
from tests.e2e.drill.scenario import Plan, drill
from tests.e2e.drill.site import free_port, make, running

VALUES = {
    "search.size_px": 64,
    "search.mean_of": 4,
    "split.test_share": 0.3,
    "gate.threshold": 0.85,
    "serve.audit_rate": 1.0,
    "promote.approve": "auto",
    "promote.max_loss": 0.05,
    "promote.max_flips": 0.05,
    "retrain.cooldown_hours": 0.0,
}


@pytest.mark.e2e
def test_dip_ends_in_a_better_model(tmp_path):
    digits.write(tmp_path / "all")
    held = divide_folder(tmp_path / "all", tmp_path / "known", share=0.3)
    with hook() as told:
        site = make(tmp_path / "site", tmp_path / "known", {**VALUES, "serve.port": free_port()})
        with running(site, alerts=told.url):
            seen = drill(site, told, Plan(labels=250, dip=Dip(0.06, 0.5)), camera=Camera(held), say=print)
    assert seen.alerts_before == 0
    assert seen.colours == ["green", "red", "green"]
    assert seen.right_after > seen.right_dipped + 0.05
    assert len(told.about("below")) == 1
    assert seen.load.failed == 0
    assert set(seen.load.versions) == set(seen.versions)
