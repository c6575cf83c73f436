"""Several sources as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.images.formats import HEAD_BYTES
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.find import find
from peel.sources.joined import names_of
from peel.sources.source import Source, Terms

TERMS = Terms(Ingest(), find_kind("classification"))


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    return root


def two(tmp_path: Path) -> Source:
    raw = put(tmp_path / "raw", "cat/1.jpg", "dog/1.jpg", "notes.txt", "fox/x.txt")
    more = put(tmp_path / "more", "1.jpg", "2.jpg")
    (more / "labels.csv").write_text("path,label,split\n1.jpg,fox,train\n2.jpg,cat,test\n")
    return find([raw, more], TERMS)


def test_paths_lie_below_their_sources(tmp_path: Path) -> None:
    source = two(tmp_path)
    rows = [(row.path, row.label, row.part) for row in source.rows]
    assert rows == [
        ("more/1.jpg", "fox", "train"),
        ("more/2.jpg", "cat", "test"),
        ("raw/cat/1.jpg", "cat", ""),
        ("raw/dog/1.jpg", "dog", ""),
    ]
    assert [each.path for each in source.skipped] == ["raw/fox/x.txt", "raw/notes.txt"]
    assert source.form == "class folders, CSV"


def test_files_are_read_from_their_own_source(tmp_path: Path) -> None:
    tree = two(tmp_path).tree
    assert tree.read("raw/cat/1.jpg") == b"cat/1.jpg"
    assert tree.head("more/1.jpg") == b"1.jpg"[:HEAD_BYTES]
    assert list(tree.entries) == sorted(tree.entries)
    assert {"raw/cat", "raw/dog"} < set(tree.folders)
    assert tree.skipped == ()


def test_one_source_keeps_its_paths(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", "cat/1.jpg", "dog/1.jpg")
    assert [row.path for row in find([raw], TERMS).rows] == ["cat/1.jpg", "dog/1.jpg"]


def test_source_of_one_class_may_join(tmp_path: Path) -> None:
    raw, more = put(tmp_path / "raw", "cat/1.jpg"), put(tmp_path / "more", "dog/1.jpg")
    with pytest.raises(PeelError, match=r"^P205 .*got 1 pictures of cat"):
        find([raw], TERMS)
    assert len(find([raw, more], TERMS).rows) == 2


def test_empty_source_is_named(tmp_path: Path) -> None:
    raw = put(tmp_path / "raw", "cat/1.jpg", "dog/1.jpg")
    (tmp_path / "none").mkdir()
    with pytest.raises(PeelError, match=r"^P203 .*none, empty"):
        find([raw, tmp_path / "none"], TERMS)


def test_sources_of_one_name_are_numbered() -> None:
    paths = [Path("a/x"), Path("b/x"), Path("x-2"), Path("/")]
    assert names_of(paths) == ["x", "x-2", "x-2-2", "source"]
