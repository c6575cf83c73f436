"""The flow's order is that of the DVC graph, and params.yaml is the template's."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from flows.stages import STAGES
from peel.params.edit import set_value, template
from peel.project import result

ROOT = Path(__file__).resolve().parents[2]
PIPELINE: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "dvc.yaml").read_text("utf-8"))


def paths(stage: str, *keys: str) -> set[str]:
    entries = [entry for key in keys for entry in PIPELINE["stages"][stage].get(key, [])]
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in entries}


def test_flow_runs_exactly_the_stages() -> None:
    assert tuple(PIPELINE["stages"]) == STAGES


@pytest.mark.parametrize("place", range(len(STAGES)))
def test_stage_needs_only_those_before_it(place: int) -> None:
    later = [stage for stage in STAGES[place:] for _ in paths(stage, "deps")]
    made_later = {path for stage in later for path in paths(stage, "outs", "metrics")}
    needs = paths(STAGES[place], "deps")
    assert [
        path for path in needs if any(f"{path}/".startswith(f"{out}/") for out in made_later)
    ] == []


def test_plots_are_outputs_of_stages() -> None:
    made = {path for stage in STAGES for path in paths(stage, "outs")}
    assert {next(iter(plot)) for plot in PIPELINE["plots"]} <= made


def test_parameters_are_those_of_the_template() -> None:
    text = set_value(template(), "ingest.sources", value=("data/digits",))
    assert (ROOT / "params.yaml").read_text("utf-8") == text


def test_git_keeps_what_dvc_leaves_to_it() -> None:
    """The metrics too: without them in git no two experiments can be compared."""
    entries = [
        entry
        for stage in PIPELINE["stages"].values()
        for key in ("outs", "metrics")
        for entry in stage.get(key, [])
        if isinstance(entry, dict)
    ]
    left = [path for entry in entries for path, how in entry.items() if how.get("cache") is False]
    assert {"data/search/score.json", "data/evaluate/metrics.json"} <= set(left)
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", *left], cwd=ROOT, capture_output=True, text=True
    )
    assert ignored.stdout == ""
    assert {path for path in left if not any(path.startswith(k) for k in result.COMMIT)} == set()
