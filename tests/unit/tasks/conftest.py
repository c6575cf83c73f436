"""A small project whose stages have run in this process: random weights, at most two heads."""

import contextlib
import importlib
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

import tasks

PARAMS = """
ingest: {sources: [pictures]}
search: {backbones: [random], size_px: 64, mean_of: 2}
gate: {threshold: 0.5}
split: {near_duplicates: ignore}
"""
STAGES = ("scan", "ingest", "validate", "split", "search", "train", "evaluate", "export")


class Ran(NamedTuple):
    """Where the project lies, and what each stage said."""

    folder: Path
    said: dict[str, str]


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("ran")
    colours = {"red": (200, 20, 20), "blue": (20, 20, 200)}
    for name, colour in colours.items():
        (folder / "pictures" / name).mkdir(parents=True)
        for number in range(12):
            shade = tuple(value + number for value in colour)
            Image.new("RGB", (40 + number, 40), shade).save(
                folder / f"pictures/{name}/{number}.png"
            )
    (folder / "params.yaml").write_text(PARAMS)
    shutil.copy(Path(tasks.__file__).parents[1] / "dvc.yaml", folder)
    shutil.copytree(Path(tasks.__file__).parent, folder / "tasks")
    with contextlib.chdir(folder):
        said = {name: importlib.import_module(f"tasks.{name}").main() for name in STAGES}
    return Ran(folder, said)
