"""From ingest's folder to validate's: what is written, and when the run stops."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.digest import of_file
from peel.images.shards import pack
from peel.params.sections import Validate
from peel.problem import find
from peel.problems.multilabel.labels import Labelling
from peel.tables import read_table, write_table
from peel.types.items import INGEST, VALIDATE
from peel.types.validation import Validation
from peel.validation.look import look
from peel.validation.validate import check, frame, validate

KIND = find("classification")


def _png(value: int) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(value).integers(0, 256, (12, 16, 3), np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def _ingest(files: dict[str, bytes], folder: Path, **told: Any) -> Path:
    """What ingest leaves: shards, manifest, and one file that it had skipped."""
    digest = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    readers = {digest[path]: (lambda data=data: data) for path, data in files.items()}
    addresses = pack(readers.items(), folder / "shards")
    rows = [
        {
            "item": digest[path],
            "path": path,
            "line": 0,
            "label": path.split("/")[0],
            "part": "",
            "group": "",
            **addresses[digest[path]]._asdict(),
            "frames": 1,
        }
        for path in sorted(files)
    ]
    write_table(pa.Table.from_pylist(rows), folder / "manifest.parquet")
    skip = {"path": "notes.txt", "line": 0, "code": "P210", "reason": "no picture", "do": "nothing"}
    (folder / "ingest.json").write_text(json.dumps({"skipped": [skip], **told}))
    return folder


def _good(n: int = 4) -> dict[str, bytes]:
    return {f"{name}/{i}.png": _png(100 * k + i) for k, name in enumerate("ab") for i in range(n)}


def _validate(files: dict[str, bytes], tmp_path: Path, **limits: Any) -> Validation:
    ingest = _ingest(files, tmp_path / "ingest")
    return validate(ingest, tmp_path / "out", limits=Validate(**limits), kind=KIND)


def test_good_table_has_all_columns(tmp_path: Path) -> None:
    ingest = _ingest(_good() | {"a/bad.png": b"?"}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    seen = look(table, ingest / "shards")
    checked = check(table, seen, limits=Validate(), rules=KIND)
    assert checked.good.column_names == [*table.column_names, *VALIDATE]
    assert set(INGEST) <= set(checked.good.column_names)
    assert checked.good["path"].to_pylist() == sorted(_good())
    assert [len(thumb) for thumb in checked.good["thumb"].to_pylist()] == [256] * 8
    assert checked.validation.bad_share == pytest.approx(1 / 9, abs=1e-5)
    assert checked.validation.sides == {"min": 16, "median": 16, "max": 16}


def test_frame_has_a_row_an_item(tmp_path: Path) -> None:
    ingest = _ingest(_good(2) | {"b/bad.png": b"?"}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    found = frame(table, look(table, ingest / "shards"), rules=KIND)
    assert found["class_items"].tolist() == [2, 2, 3, 3, 3]
    assert found["format"].isna().tolist() == [False, False, False, False, True]
    assert not {"shard", "offset", "thumb"} & set(found.columns)


def test_kind_counts_in_labels(tmp_path: Path) -> None:
    class Counted(type(KIND)):  # type: ignore[misc]
        def counts(self, labels: list[str], *, sizes: list[tuple[int, int]]) -> dict[str, Any]:
            return {"sides": [max(size) for size in sizes], "labels": [len(x) for x in labels]}

    ingest = _ingest(_good(2) | {"b/bad.png": b"?"}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    found = frame(table, look(table, ingest / "shards"), rules=Counted())
    assert found["sides"].tolist() == [16, 16, 16, 16, 0]
    assert found["labels"].tolist() == [1] * 5


def test_copies_in_several_folders_are_one_item(tmp_path: Path) -> None:
    several = Labelling()
    ingest = _ingest(_good(2) | {"b/copy.png": _png(0)}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    labels = [several.state([label]) for label in table["label"].to_pylist()]
    place = table.column_names.index("label")
    table = table.set_column(place, "label", pa.array(labels))
    checked = check(table, look(table, ingest / "shards"), limits=Validate(), rules=several)
    assert checked.good["label"].to_pylist() == [
        several.state(names) for names in ("ab", "a", "b", "b")
    ]
    assert checked.validation.classes == {"a": 2, "b": 3}
    assert checked.validation.reasons == {"P322": 1}


def test_nothing_left_still_has_a_table(tmp_path: Path) -> None:
    ingest = _ingest({"a/bad.png": b"?"}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    checked = check(table, look(table, ingest / "shards"), limits=Validate(), rules=KIND)
    assert checked.good.num_rows == 0
    assert str(checked.good.schema.field("width").type) == "int32"
    assert checked.validation.sides == {"min": 0, "median": 0, "max": 0}


@pytest.mark.slow
def test_four_files_are_written(tmp_path: Path) -> None:
    copies = {"a/copy.png": _png(0), "b/empty.png": b""}
    found = _validate(_good(6) | copies, tmp_path)
    out = tmp_path / "out"
    names = ["manifest.parquet", "quarantine.csv", "validation.html", "validation.json"]
    assert sorted(path.name for path in out.iterdir()) == names
    rows = list(csv.DictReader(io.StringIO((out / "quarantine.csv").read_text("utf-8"))))
    assert [(row["path"], row["code"]) for row in rows] == [
        ("notes.txt", "P210"),
        ("a/copy.png", "P322"),
        ("b/empty.png", "P301"),
    ]
    assert Validation.read(out / "validation.json") == found
    assert (found.n_items, found.n_good, found.n_bad) == (14, 12, 1)
    assert found.reasons == {"P301": 1, "P322": 1}
    assert found.classes == {"a": 6, "b": 6}
    assert found.expectations[-1]["what"] == "there are at least two classes"
    assert found.stopped == ""
    assert "notes.txt" in (out / "validation.html").read_text("utf-8")


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    files = _good() | {"a/copy.png": _png(0)}
    for name in ("one", "two"):
        _validate(files, tmp_path / name)
    for path in (tmp_path / "one" / "out").iterdir():
        assert of_file(path) == of_file(tmp_path / "two" / "out" / path.name)
        assert str(tmp_path).encode() not in path.read_bytes()


@pytest.mark.slow
def test_too_many_bad_items_stop(tmp_path: Path) -> None:
    files = _good() | {f"a/bad{i}.png": b"?" * (i + 1) for i in range(3)}
    with pytest.raises(
        PeelError, match=r"P330 .* got 3 of 11 \(27.3%\): 3 P302 \(picture refused\); allowed"
    ):
        _validate(files, tmp_path)
    out = tmp_path / "out"
    assert (out / "quarantine.csv").read_text("utf-8").count("P302") == 3
    assert "The run stopped here" in (out / "validation.html").read_text("utf-8")
    assert Validation.read(out / "validation.json").stopped.startswith("P330")


def _skipped(code: str, n: int) -> list[dict[str, Any]]:
    return [
        {"path": f"{i}.png", "line": i + 2, "code": code, "reason": "gone", "do": "add it"}
        for i in range(n)
    ]


@pytest.mark.slow
def test_lines_without_picture_are_bad(tmp_path: Path) -> None:
    skipped = [*_skipped("P223", 6), *_skipped("P227", 50), *_skipped("P224", 50)]
    ingest = _ingest(_good(), tmp_path / "ingest", skipped=skipped)
    with pytest.raises(PeelError, match=r"P330 .* got 6 of 14 \(42.9%\): 6 P223 \(gone\);"):
        validate(ingest, tmp_path / "out", limits=Validate(), kind=KIND)
    found = Validation.read(tmp_path / "out" / "validation.json")
    assert (found.n_items, found.n_left_out, found.n_bad) == (8, 6, 6)


@pytest.mark.slow
def test_classes_that_lost_all_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    files = _good() | {"c/only.png": _png(7), "d/bad.png": b"?"}
    ingest = _ingest(files, tmp_path / "ingest", lost={"e": "its folder gave no picture"})
    found = validate(ingest, tmp_path / "out", limits=Validate(), kind=KIND)
    assert found.lost == {
        "c": "all put aside: P323",
        "d": "all put aside: P302",
        "e": "its folder gave no picture",
    }
    told = capsys.readouterr().err
    assert "1 label has no picture left: c (all put aside: P323)" in told
    assert "e (its folder" not in told  # ingest told it
    assert "e (its folder gave no picture)" in (tmp_path / "out/validation.html").read_text("utf-8")


@pytest.mark.slow
def test_bad_items_below_the_limit_pass(tmp_path: Path) -> None:
    files = _good() | {f"a/bad{i}.png": b"?" * (i + 1) for i in range(3)}
    assert _validate(files, tmp_path, max_bad_share=0.3).n_bad == 3


@pytest.mark.slow
def test_copies_are_not_bad(tmp_path: Path) -> None:
    files = _good() | {f"a/copy{i}.png": _png(0) for i in range(20)}
    assert _validate(files, tmp_path, max_bad_share=0).n_good == 8


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "got"),
    [
        ({"a/0.png": _png(0), "a/1.png": _png(1)}, "a"),
        ({"a/0.png": _png(0), "a/1.png": _png(1), "b/0.png": _png(2)}, "a"),
        ({"a/0.png": _png(0), "b/0.png": _png(2)}, "none"),
    ],
)
def test_too_few_classes_stop(files: dict[str, bytes], got: str, tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=f"P331 .* got {got};"):
        _validate(files, tmp_path)
    assert (tmp_path / "out" / "quarantine.csv").exists()


@pytest.mark.slow
def test_dirty_files_are_read_or_named(datasets: Path, tmp_path: Path) -> None:
    """Each of the 144 dirty files is good or in quarantine with a reason, and none crashes."""
    with ZipFile(datasets / "dirty.zip") as file:
        files = {i.filename: file.read(i) for i in file.infolist() if not i.is_dir()}
    ingest = _ingest({"x/" + name: data for name, data in files.items()}, tmp_path)
    table = read_table(ingest / "manifest.parquet")
    checked = check(table, look(table, ingest / "shards"), limits=Validate(), rules=KIND)
    assert checked.good.num_rows + len(checked.aside) == len(files)
    assert all(one.reason and one.do for one in checked.aside)
    assert checked.good.num_rows >= 60
