"""Two sources of several labels a picture, from class folders with copies and a table to the sealed parts, by the stages themselves."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from pandas import read_csv
from PIL import Image

import tasks
from peel.images.digest import of_file
from peel.problem import find
from peel.split.items import read_items

pytestmark = pytest.mark.slow
STAGES = ("scan", "ingest", "validate", "split")
KIND = find("multilabel")
PARAMS = """
problem: {kind: multilabel}
ingest: {sources: [folders, table]}
split: {near_duplicates: ignore, test_share: 0.25}
"""


def _fill(root: Path, n: int) -> None:
    """Pictures 0 to n: even ones in the folder of each of their labels, odd ones in a table that knows no fox of every third."""
    lines = []
    for number in range(n):
        pixels = np.random.default_rng(number).integers(0, 256, (9, 9, 3), np.uint8)
        names = [name for name, step in (("cat", 4), ("dog", 5), ("fox", 3)) if number % step < 2]
        places = [f"folders/{name}" for name in names] if number % 2 == 0 else ["table"]
        for place in places:
            (root / place).mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(root / place / f"{number}.png")
        if number % 2:
            cells = [str(int(name in names)) for name in ("cat", "dog")]
            fox = "" if number % 3 == 0 else str(int("fox" in names))
            lines.append(f"{number}.png,{','.join(cells)},{fox}\n")
    (root / "table" / "labels.csv").write_text("file,cat,dog,fox\n" + "".join(lines))


def _run(root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The stages up to the split; gives the digest of each file that they wrote."""
    monkeypatch.chdir(root)
    if not Path("tasks").exists():
        Path("tasks").symlink_to(Path(tasks.__file__).parent)
    Path("params.yaml").write_text(PARAMS)
    for stage in STAGES:
        import_module(f"tasks.{stage}").main()
    files = (path for path in Path("data").rglob("*") if path.is_file())
    return {path.as_posix(): of_file(path) for path in files}


def _labels(part: str) -> dict[str, str]:
    items = read_items(Path("data/split") / f"{part}.parquet")
    return {
        Path(path).stem: KIND.show_label(label)
        for path, label in zip(items.paths, items.labels, strict=True)
    }


def test_copies_and_table_are_one_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(tmp_path, 60)
    _run(tmp_path, monkeypatch)
    found = _labels("train") | _labels("test")
    assert (found["0"], found["4"], found["16"]) == ("cat, dog, fox", "cat, fox", "cat, dog, fox")
    assert (found["1"], found["9"], found["3"]) == (
        "cat, dog, fox",
        "cat (fox unknown)",
        "none (fox unknown)",
    )
    aside = read_csv("data/validate/quarantine.csv")
    assert set(aside["code"]) == {"P322"}
    assert set(aside["do"]) == {"nothing; what it says is joined to that one"}


def test_two_clones_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        _fill(tmp_path / name, 40)
    one, other = (_run(tmp_path / name, monkeypatch) for name in ("a", "b"))
    assert one == other


def test_added_pictures_move_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(tmp_path, 40)
    _run(tmp_path, monkeypatch)
    before = {part: set(_labels(part)) for part in ("train", "test")}
    _fill(tmp_path, 60)
    _run(tmp_path, monkeypatch)
    after = {part: set(_labels(part)) for part in ("train", "test")}
    assert before["train"] < after["train"]
    assert before["test"] < after["test"]
