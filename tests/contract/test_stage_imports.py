"""dvc.yaml says the truth: every stage depends on the code that it runs, the parameters and the files that it reads."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from peel import fingerprints
from peel.params.sections import Params

ROOT = Path(__file__).resolve().parents[2]
STAGES: dict[str, Any] = YAML(typ="safe", pure=True).load((ROOT / "dvc.yaml").read_text("utf-8"))[
    "stages"
]
SECTIONS = {name: field.alias or name for name, field in Params.model_fields.items()}
OUTS = ("outs", "metrics", "plots")
KIND = Params().problem.kind
# Imports the stage, and the faces of the kind as the stage would find them; prints which modules came with it.
IMPORT = f"""
import importlib, json, sys
stage = importlib.import_module("tasks." + sys.argv[1])
problem = sys.modules.get("peel.problem")
if problem:
    problem.find("{KIND}")
if hasattr(stage, "find_learner"):
    stage.find_learner("{KIND}")
print(json.dumps(sorted(sys.modules)))
"""
# Libraries that take seconds to import, and the stages that cannot do without at their start. Search loads torch when it
# exports a network, train only when what the search kept is not there.
HEAVY = {
    "great_expectations": ["validate"],
    "pandas": ["validate"],
    "timm": ["evaluate"],
    "torch": ["evaluate"],
    "torchvision": ["evaluate"],
}


def paths(stage: str, *keys: str) -> list[str]:
    """The files and folders that a stage names under these keys."""
    entries = [entry for key in keys for entry in STAGES[stage].get(key, [])]
    return [entry if isinstance(entry, str) else next(iter(entry)) for entry in entries]


def tree(stage: str) -> ast.AST:
    return ast.parse((ROOT / "tasks" / f"{stage}.py").read_text("utf-8"))


def sections_read(stage: str) -> set[str]:
    """The sections of `params` (or of `load()`) that the task touches, or takes with `include` of the whole."""
    attributes = {
        node.attr
        for node in ast.walk(tree(stage))
        if isinstance(node, ast.Attribute)
        and (isinstance(node.value, ast.Call) or getattr(node.value, "id", "") == "params")
    }
    included = {
        text
        for node in ast.walk(tree(stage))
        if isinstance(node, ast.keyword) and node.arg == "include"
        for text in ast.literal_eval(node.value)
    }
    whole = "model_dump" in attributes and not included
    touched = attributes | included
    return {section for name, section in SECTIONS.items() if whole or name in touched}


def files_named(stage: str) -> set[str]:
    """The paths under data/ that the task names."""
    constants = [node.value for node in ast.walk(tree(stage)) if isinstance(node, ast.Constant)]
    return {text for text in constants if isinstance(text, str) and text.startswith("data/")}


def test_every_task_is_a_stage() -> None:
    tasks = {path.stem for path in (ROOT / "tasks").glob("*.py")} - {"__init__", "stage"}
    assert set(STAGES) == tasks
    assert {name: stage["cmd"] for name, stage in STAGES.items()} == {
        name: f"python -m tasks.{name}" for name in STAGES
    }


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "scan"])
def test_stage_depends_on_its_code(stage: str) -> None:
    codes = [path for path in paths(stage, "deps") if path.startswith("data/scan/code")]
    assert codes == [f"data/scan/code/{stage}.txt"]


@pytest.mark.parametrize("stage", STAGES)
def test_stage_names_the_sections_it_reads(stage: str) -> None:
    named = {key.partition(".")[0] for key in STAGES[stage].get("params", [])}
    assert named == sections_read(stage)


@pytest.mark.parametrize("stage", STAGES)
def test_stage_names_the_files_it_touches(stage: str) -> None:
    known = [Path(path) for path in paths(stage, "deps", *OUTS)]
    stray = [
        name
        for name in files_named(stage)
        if not any(
            Path(name) in (path, *path.parents) or path in Path(name).parents for path in known
        )
    ]
    assert stray == []


def test_every_dependency_is_made_or_given() -> None:
    made = {path for stage in STAGES for path in paths(stage, *OUTS)}
    missing = [
        path
        for stage in STAGES
        for path in paths(stage, "deps")
        if not made & {Path(path).as_posix(), *(parent.as_posix() for parent in Path(path).parents)}
    ]
    assert missing == []


@functools.cache
def imported(stage: str) -> list[str]:
    """All modules that come with a stage."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, stage], cwd=ROOT, capture_output=True, text=True, check=True
    )
    names: list[str] = json.loads(done.stdout)
    return names


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_fingerprint_covers_what_is_imported(stage: str) -> None:
    own = {name for name in imported(stage) if name.partition(".")[0] in ("peel", "tasks")}
    reached = fingerprints._Code(ROOT / "tasks", KIND)._reached(f"tasks.{stage}")
    assert own - reached == set()


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES)
def test_stage_waits_for_no_idle_library(stage: str) -> None:
    heavy = {name for name, stages in HEAVY.items() if stage in stages}
    assert HEAVY.keys() & set(imported(stage)) == heavy


@pytest.mark.slow
def test_standing_scan_loads_no_library() -> None:
    tops = {name.partition(".")[0] for name in imported("scan")}
    assert tops & {"PIL", "numpy", "onnx", "pydantic", "ruamel"} == set()
