"""The stage split in a project's folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from peel.errors import PeelError
from peel.manifest.table import read_table, write_table
from tasks.split import main

SCENES = np.random.default_rng(3).integers(0, 256, (60, 256)).astype(np.uint8)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("split:\n  test_share: 0.25\n")
    _write(40)
    return tmp_path


def _write(n: int) -> None:
    item = [f"{i:064x}" for i in range(n)]
    columns = {
        "item": item,
        "path": [f"{i}.png" for i in range(n)],
        "label": ["ant", "bee"] * (n // 2),
        "part": [""] * n,
        "group": [""] * n,
        "pixels": item,
        "thumb": [SCENES[i].tobytes() for i in range(n)],
    }
    write_table(pa.table(columns), Path("data/validate/manifest.parquet"))


def test_four_files_are_written(project: Path) -> None:
    assert main() == "30 items to train on, 10 sealed for the test"
    names = ["given.csv", "split.json", "test.parquet", "train.parquet"]
    assert sorted(path.name for path in (project / "data/split").iterdir()) == names
    assert json.loads((project / "data/split/split.json").read_text())["test_share"] == 0.25
    assert read_table(project / "data/split/train.parquet").column_names[-2:] == ["family", "fold"]


def test_second_run_gives_the_same_bytes(project: Path) -> None:
    main()
    before = {path.name: path.read_bytes() for path in (project / "data/split").iterdir()}
    main()
    assert {path.name: path.read_bytes() for path in (project / "data/split").iterdir()} == before


def test_added_items_move_none(project: Path) -> None:
    main()
    sealed = set(read_table(project / "data/split/test.parquet")["item"].to_pylist())
    trained = set(read_table(project / "data/split/train.parquet")["item"].to_pylist())
    _write(60)
    main()
    assert sealed < set(read_table(project / "data/split/test.parquet")["item"].to_pylist())
    assert trained < set(read_table(project / "data/split/train.parquet")["item"].to_pylist())


def test_broken_given_file_is_refused(project: Path) -> None:
    main()
    (project / "data/split/given.csv").write_bytes(b"\xff\xfe\n")
    with pytest.raises(PeelError, match="P401"):
        main()
