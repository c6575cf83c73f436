"""A kind whose lines are boxes: an item of many lines, from a table to the split, without a change of these rooms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.params.sections import Ingest, Validate
from peel.sources.find import find
from peel.sources.ingest import ingest
from peel.sources.source import Terms
from peel.split.given import Rule
from peel.split.items import read_items
from peel.split.split import How, split
from peel.types.labels import LineRules
from peel.types.source import Scanned
from peel.validation.validate import validate


class Boxes:
    """A label is a list of [name, x, y]."""

    several, columns = True, ("name", "x", "y")

    def state_line(self, cells: Mapping[str, str]) -> str:
        if not cells["x"].isdecimal():
            raise PeelError("P999", "no box", got=cells["x"], allowed="numbers", do="mend it")
        return json.dumps([[cells["name"], int(cells["x"]), int(cells["y"])]])

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        raise AssertionError((names, unknown))

    def names_of(self, label: str) -> tuple[str, ...]:
        return tuple(sorted({box[0] for box in json.loads(label)}))

    def show_label(self, label: str) -> str:
        return f"{len(json.loads(label))} boxes"

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:
        del unknown
        boxes = {tuple(box) for label in labels for box in json.loads(label)}
        return json.dumps(sorted(boxes))

    def alone(self, labels: Sequence[str]) -> list[int]:
        del labels
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        if not labels:
            raise PeelError("P998", "no box", got=lost, allowed="boxes", do="draw some")

    def notes(self, labels: Sequence[str]) -> list[str]:
        return [f"{len(labels)} pictures with boxes"]

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        return [self.names_of(label) for label in labels]

    def expectations(self) -> list[Mapping[str, str]]:
        return []


KIND = Boxes()
HEAD = "file,name,x,y\n"


def pictures(root: Path, n: int = 12) -> Path:
    for number in range(n):
        out = BytesIO()
        pixels = np.random.default_rng(number).integers(0, 256, (20, 20, 3), np.uint8)
        Image.fromarray(pixels).save(out, "PNG")
        (root / f"{number}.png").write_bytes(out.getvalue())
    return root


def table(root: Path, *lines: str) -> Path:
    (root / "boxes.csv").write_text(HEAD + "\n".join(lines) + "\n")
    return root


def test_lines_of_a_picture_are_one_item(tmp_path: Path) -> None:
    lines = ("0.png,cat,1,2", "0.png,dog,3,4", "1.png,cat,5,6", "2.png,cat,here,6")
    source = find([table(pictures(tmp_path, 4), *lines)], Terms(Ingest(), KIND))
    assert isinstance(KIND, LineRules)
    assert [json.loads(row.label) for row in source.rows] == [
        [["cat", 1, 2], ["dog", 3, 4]],
        [["cat", 5, 6]],
    ]
    assert [(each.path, each.code) for each in source.skipped] == [
        ("2.png", "P999"),
        ("3.png", "P224"),
    ]
    assert set(source.stated) == {"cat", "dog"}


def test_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    (pictures(tmp_path, 2) / "boxes.csv").write_text("file,name,x\n0.png,cat,1\n1.png,dog,1\n")
    with pytest.raises(PeelError, match=r"P220 table has no column called y"):
        find([tmp_path], Terms(Ingest(), KIND))


@pytest.mark.slow
def test_boxes_come_to_the_split(tmp_path: Path) -> None:
    root = tmp_path / "raw"
    root.mkdir()
    lines = [f"{n}.png,{name},{n},{k}" for n in range(12) for k, name in enumerate(["cat", "dog"])]
    table(pictures(root), *lines)
    told = Scanned(source="raw", form="", digest="", n_files=0, bytes=0)
    (tmp_path / "source.json").write_text(told.to_json())
    terms = Terms(Ingest(sources=(str(root),)), KIND)
    cache, scanned = tmp_path / "cache.json", tmp_path / "source.json"
    taken = ingest(tmp_path / "in", cache=cache, terms=terms, scanned=scanned)
    assert (taken.n_items, taken.classes) == (12, {"cat": 12, "dog": 12})
    validate(tmp_path / "in", tmp_path / "good", limits=Validate(), kind=KIND)
    how = How(Rule(0, 0.25, "ignore"), KIND, lambda _: None)
    told_split = split(tmp_path / "good" / "manifest.parquet", tmp_path / "out", how=how)
    assert told_split.classes == {name: {"train": 9, "test": 3} for name in ("cat", "dog")}
    assert len(json.loads(read_items(tmp_path / "out" / "test.parquet").labels[0])) == 2
