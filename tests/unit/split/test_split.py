"""From a manifest on disk to the folder of the split."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest

from peel.problem import find
from peel.problems.multilabel.labels import Labelling
from peel.split.given import Rule
from peel.split.items import read_items
from peel.split.split import How, split
from peel.tables import write_table
from peel.types.labels import LabelRules

SCENES = np.random.default_rng(2).integers(0, 256, (60, 256), np.uint8)
SEVERAL = Labelling()


class Sight(NamedTuple):
    network: str
    vectors: np.ndarray


def _manifest(path: Path, labels: list[str]) -> Path:
    item = [hashlib.sha256(scene).hexdigest() for scene in SCENES[: len(labels)]]
    columns = {
        "item": item,
        "pixels": item,
        "path": [f"{i:03d}.png" for i in range(len(labels))],
        "label": labels,
        "part": [""] * len(labels),
        "group": [""] * len(labels),
        "shard": ["s.tar"] * len(labels),
        "offset": pa.array(range(len(labels)), pa.int64()),
        "size": pa.array([9] * len(labels), pa.int64()),
        "frames": pa.array([1] * len(labels), pa.int64()),
        "thumb": [scene.tobytes() for scene in SCENES[: len(labels)]],
    }
    write_table(pa.table(columns), path)
    return path


def _how(labels: LabelRules, near_duplicates: str = "ignore", **more) -> How:
    return How(Rule(0, 0.2, near_duplicates), labels, **{"look": lambda _: None, **more})


def test_what_is_seen_names_the_method(tmp_path: Path) -> None:
    path = _manifest(tmp_path / "m.parquet", ["ant", "bee"] * 20)
    vectors = np.random.default_rng(0).normal(size=(40, 50))
    vectors[1] = vectors[3]
    how = _how(find("classification"), "keep together", look=lambda _: Sight("an eye", vectors))
    told = split(path, tmp_path / "out", how=how)
    assert told.leak["n_pairs"] == 1
    assert told.leak["method"].startswith("what an eye sees")


def test_several_labels_are_split_by_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [["cat", "pet"], ["dog", "pet"], ["fox"], []]
    labels = [SEVERAL.state(names[i % 4]) for i in range(59)]
    path = _manifest(tmp_path / "m.parquet", [*labels, SEVERAL.state(["rare", "fox"])])
    told = split(path, tmp_path / "out", how=_how(SEVERAL))
    assert (told.n_train, told.n_test) == (48, 12)
    assert told.classes["pet"] == {"train": 24, "test": 6}
    assert told.classes["rare"] == {"train": 1, "test": 0}
    assert "No test item stands for: rare." in capsys.readouterr().err
    folds = read_items(tmp_path / "out" / "train.parquet").folds
    assert min(np.bincount(folds)) >= 8


def test_second_run_remembers_the_parts(tmp_path: Path) -> None:
    several = [SEVERAL.state(["cat", "pet"] if i % 2 else ["dog"]) for i in range(60)]
    split(_manifest(tmp_path / "m.parquet", several[:30]), tmp_path / "out", how=_how(SEVERAL))
    sealed = set(read_items(tmp_path / "out" / "test.parquet").paths)
    told = split(_manifest(tmp_path / "m.parquet", several), tmp_path / "out", how=_how(SEVERAL))
    assert told.moved == 0
    assert sealed < set(read_items(tmp_path / "out" / "test.parquet").paths)
