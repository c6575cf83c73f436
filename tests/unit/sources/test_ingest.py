from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from peel.errors import PeelError
from peel.images.digest import of_bytes, of_file
from peel.images.shards import Address, read
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.problems.multilabel.labels import Labelling
from peel.sources.contents import digest_of, read_contents
from peel.sources.find import find
from peel.sources.ingest import ingest
from peel.sources.source import Terms
from peel.tables import read_table
from peel.types.items import INGEST
from peel.types.labels import LabelRules
from peel.types.source import Ingested, Scanned


def put(root: Path, files: dict[str, bytes]) -> Path:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


KIND = find_kind("classification")


def take(*sources: Path, out: Path, kind: LabelRules = KIND, **how: Any) -> Ingested:
    """Scan and ingest, as the pipeline does."""
    terms = Terms(Ingest(sources=tuple(map(str, sources)), **how), kind)
    cache, scanned = out.parent / "cache.json", out.parent / "source.json"
    found = find(sources, terms)
    state = digest_of(found, read_contents(found, cache=cache))
    told = Scanned(source="set", form="", digest=state, n_files=0, bytes=0)
    scanned.write_text(told.to_json())
    return ingest(out, cache=cache, terms=terms, scanned=scanned)


def shards(out: Path) -> dict[str, str]:
    return {path.name: of_file(path) for path in (out / "shards").iterdir()}


def everything(out: Path) -> dict[str, str]:
    return {p.relative_to(out).as_posix(): of_file(p) for p in out.rglob("*") if p.is_file()}


FILES = {f"{name}/{n}.jpg": f"{name} {n}".encode() for name in ("cat", "dog") for n in range(100)}


def test_rows_address_the_bytes(tmp_path: Path) -> None:
    take(put(tmp_path / "set", FILES), out=tmp_path / "out")
    table = read_table(tmp_path / "out" / "manifest.parquet")
    assert table.column_names == list(INGEST)
    assert table["path"].to_pylist() == sorted(FILES)
    for row in table.to_pylist():
        address = Address(row["shard"], row["offset"], row["size"])
        data = read(tmp_path / "out/shards", address, item=row["item"])
        assert data == FILES[row["path"]]
        assert row["item"] == of_bytes(data)
        assert row["label"] == row["path"].split("/")[0]


def test_summary_counts_what_was_taken(tmp_path: Path) -> None:
    source = put(
        tmp_path / "set", {f"{p}/{f}": d for p in ("train", "val") for f, d in FILES.items()}
    )
    (source / "notes.txt").touch()
    told = take(source, out=tmp_path / "out")
    assert told == Ingested.read(tmp_path / "out" / "ingest.json")
    assert (told.n_items, told.classes) == (400, {"cat": 200, "dog": 200})
    assert told.parts == {"train": 200, "val": 200}
    assert told.bytes == sum(map(len, FILES.values()))
    assert told.n_shards == len(shards(tmp_path / "out"))
    assert [(each.path, each.code) for each in told.skipped] == [("notes.txt", "P210")]


def test_state_is_that_of_scan(tmp_path: Path) -> None:
    source = put(tmp_path / "set", FILES)
    told = take(source, out=tmp_path / "out")
    found = find([source], Terms(Ingest(), KIND))
    assert told.digest == digest_of(found, read_contents(found, cache=tmp_path / "c.json"))


def test_two_clones_give_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a" / "set", FILES)
    shutil.copytree(tmp_path / "a" / "set", tmp_path / "b" / "set")
    for clone in ("a", "b"):
        monkeypatch.chdir(tmp_path / clone)
        take(Path("set"), out=Path("out"))
    assert everything(tmp_path / "a/out") == everything(tmp_path / "b/out")


def test_zip_gives_the_shards_of_its_folder(tmp_path: Path) -> None:
    source = put(tmp_path / "set", FILES)
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as file:
        for path in FILES:
            file.write(source / path, f"top/{path}")
    take(source, out=tmp_path / "folder")
    take(tmp_path / "set.zip", out=tmp_path / "zip")
    assert shards(tmp_path / "folder") == shards(tmp_path / "zip")
    paths = read_table(tmp_path / "zip" / "manifest.parquet")["path"].to_pylist()
    assert paths == [f"top/{path}" for path in sorted(FILES)]


def test_source_is_never_changed(tmp_path: Path) -> None:
    source = put(tmp_path / "set", FILES)
    before = {path: path.stat() for path in source.rglob("*")}
    take(source, out=tmp_path / "out")
    after = {path: path.stat() for path in source.rglob("*")}
    assert {p: (s.st_mtime_ns, s.st_size) for p, s in before.items()} == {
        p: (s.st_mtime_ns, s.st_size) for p, s in after.items()
    }


def test_new_pictures_leave_most_shards(tmp_path: Path) -> None:
    source, out = put(tmp_path / "set", FILES), tmp_path / "out"
    take(source, out=out)
    before = {path.name: path.stat().st_ino for path in (out / "shards").iterdir()}
    put(source, {"cat/new.jpg": b"new"})
    told = take(source, out=out)
    after = {path.name: path.stat().st_ino for path in (out / "shards").iterdir()}
    assert len(set(before) - set(after)) <= 1
    assert all(after[name] == before[name] for name in set(before) & set(after))
    assert told.n_items == len(FILES) + 1


def test_same_bytes_twice_are_two_rows(tmp_path: Path) -> None:
    source = put(tmp_path / "set", {"cat/1.jpg": b"same", "dog/1.jpg": b"same", "dog/2.jpg": b"x"})
    take(source, out=tmp_path / "out")
    rows = read_table(tmp_path / "out" / "manifest.parquet").to_pylist()
    assert [row["label"] for row in rows] == ["cat", "dog", "dog"]
    assert rows[0]["offset"] == rows[1]["offset"]


def test_odd_names_come_through(tmp_path: Path) -> None:
    names = ["a b", "#1", "x=y", '"q"', "Ü", "new\nline", "b\udce4r"]
    source = put(tmp_path / "set", {f"{n}/{n}.jpg": os.fsencode(n) for n in names})
    told = take(source, out=tmp_path / "out")
    written = {"b\\xe4r" if n == "b\udce4r" else n for n in names}
    assert set(told.classes) == written
    rows = read_table(tmp_path / "out" / "manifest.parquet").to_pylist()
    assert {row["path"] for row in rows} == {f"{n}/{n}.jpg" for n in written}


def test_lines_of_a_table_are_kept(tmp_path: Path) -> None:
    text = b"path,label,split,group\na.jpg,cat,train,g1\nb.jpg,dog,test,g2\ngone.jpg,dog,,\n"
    source = put(tmp_path / "set", {"labels.csv": text, "a.jpg": b"a", "b.jpg": b"b"})
    told = take(source, out=tmp_path / "out")
    rows = read_table(tmp_path / "out" / "manifest.parquet").to_pylist()
    assert [(r["line"], r["part"], r["group"]) for r in rows] == [
        (2, "train", "g1"),
        (3, "test", "g2"),
    ]
    assert [(each.path, each.line, each.code) for each in told.skipped] == [("gone.jpg", 4, "P223")]


def test_what_is_left_out_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    text = b"path,label\na.jpg,cat\nb.jpg,dog\ngone.jpg,dog\nlost.jpg,dog\n"
    source = put(
        tmp_path / "set",
        {"labels.csv": text, "a.jpg": b"a", "b.jpg": b"b", "c.txt": b"", "d.jpg": b""},
    )
    take(source, out=tmp_path / "out")
    told = capsys.readouterr().err
    assert "P223 left out: gone.jpg and 1 more" in told
    assert "P224 left out: d.jpg: " in told
    assert "c.txt" not in told


def test_progress_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_EVENTS", str(tmp_path / "events"))
    take(put(tmp_path / "set", FILES), out=tmp_path / "out")
    events = [json.loads(line) for line in (tmp_path / "events").read_text().splitlines()]
    done = {e["name"]: (e["done"], e["total"]) for e in events if e["event"] == "progress"}
    assert done == {"reading": (200, 200), "packing": (200, 200)}


def test_unreadable_last_class_is_refused(tmp_path: Path) -> None:
    source = put(tmp_path / "set", {"cat/1.jpg": b"1"})
    (source / "dog").mkdir()
    (source / "dog/1.jpg").symlink_to("/proc/self/mem")
    with pytest.raises(PeelError, match="P205"):
        take(source, out=tmp_path / "out")


def test_refused_source_leaves_the_old_output(tmp_path: Path) -> None:
    take(put(tmp_path / "set", FILES), out=tmp_path / "out")
    before = everything(tmp_path / "out")
    with pytest.raises(PeelError, match="P201"):
        take(tmp_path / "gone", out=tmp_path / "out")
    assert everything(tmp_path / "out") == before


def test_old_shards_are_removed(tmp_path: Path) -> None:
    source, out = put(tmp_path / "set", FILES), tmp_path / "out"
    take(source, out=out)
    for path in list(FILES)[:50]:
        (source / path).unlink()
    told = take(source, out=out)
    rows = read_table(out / "manifest.parquet").to_pylist()
    assert {row["shard"] for row in rows} == set(shards(out))
    assert (len(rows), told.n_shards) == (150, len(shards(out)))


@pytest.mark.slow
def test_every_dirty_file_is_item_or_listed(tmp_path: Path, datasets: Path) -> None:
    told = take(datasets / "dirty.zip", out=tmp_path / "out", table="none")
    assert told.n_items + len(told.skipped) == 146
    assert {each.code for each in told.skipped} == {"P210", "P211"}


def test_lost_classes_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    source = put(tmp_path / "set", {"a/1.jpg": b"a", "b/1.jpg": b"b", "d/1.npy": b"d"})
    (source / "c").mkdir()
    told = take(source, out=tmp_path / "out")
    assert told.lost == dict.fromkeys(("c", "d"), "its folder gave no picture")
    assert "2 labels have no picture left: c, d" in capsys.readouterr().err


def test_look_alikes_are_noted(tmp_path: Path) -> None:
    source = put(tmp_path / "set", {"cat/1.jpg": b"a", "Cat/1.jpg": b"b", "nan/1.npy": b"d"})
    (words,) = take(source, out=tmp_path / "out").notes
    assert "'Cat' (1) and 'cat' (1)" in words


def test_column_of_a_missing_value_is_noted(tmp_path: Path) -> None:
    words = "path,N/A,cat\n1.jpg,1,0\n2.jpg,0,1\n"
    files = {"1.jpg": b"a", "2.jpg": b"b", "labels.csv": words.encode()}
    sources = [put(tmp_path / name, files) for name in ("one", "two")]
    for kept in (sources[:1], sources):
        told = take(*kept, out=tmp_path / "out", kind=find_kind("multilabel"))
        assert "delete the column if they are none" in " ".join(told.notes)


def test_several_sources_are_one_manifest(tmp_path: Path) -> None:
    one = put(tmp_path / "a" / "set", {"cat/1.jpg": b"a", "dog/1.jpg": b"b"})
    other = put(tmp_path / "b" / "set", {"cat/1.jpg": b"c"})
    told = take(one, other, out=tmp_path / "out")
    table = read_table(tmp_path / "out" / "manifest.parquet")
    assert table["path"].to_pylist() == ["set-2/cat/1.jpg", "set/cat/1.jpg", "set/dog/1.jpg"]
    assert told.source == f"{one}, {other}"
    assert (told.form, told.classes) == ("class folders", {"cat": 2, "dog": 1})


def test_labels_of_several_are_counted_by_name(tmp_path: Path) -> None:
    source = put(tmp_path / "set", {"1.jpg": b"1", "2.jpg": b"2", "3.jpg": b"3"})
    (source / "labels.csv").write_text("id,cat,pet,fox\n1,1,1,0\n2,0,1,0\n3,,1,\n")
    told = take(source, out=tmp_path / "out", kind=Labelling())
    assert told.classes == {"cat": 1, "pet": 3}
    assert told.lost == {"fox": "no usable line says that it holds"}
    assert "every picture that says so has these labels" in told.notes[-2]
    assert "no picture has these labels" in told.notes[-1]
    table = read_table(tmp_path / "out" / "manifest.parquet")
    assert table["label"].to_pylist()[2] == '{"unknown":["cat","fox"],"yes":["pet"]}'
