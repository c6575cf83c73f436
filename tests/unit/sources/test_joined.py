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
    assert source.form == "class folders; CSV"


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
    with pytest.raises(PeelError, match=r"^P205 .*got 1 picture of cat"):
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


SEVERAL = find_kind("multilabel")


def shown(tmp_path: Path, *tables: str) -> tuple[Source, dict[str, str]]:
    """The joined tables a, b, ... and what their rows say."""
    roots = [put(tmp_path / name, "1.jpg", "2.jpg") for name, _ in zip("abc", tables, strict=False)]
    for root, words in zip(roots, tables, strict=True):
        (root / "labels.csv").write_text(words)
    source = find(roots, Terms(Ingest(), SEVERAL))
    return source, {row.path[:3]: SEVERAL.show_label(row.label) for row in source.rows}


CATS = "path,cat,dog\n1.jpg,1,0\n2.jpg,0,\n1.jpg,1,0\n"


def test_columns_of_others_are_unknown(tmp_path: Path) -> None:
    source, labels = shown(tmp_path, CATS, "path,cat,bird\n1.jpg,1,0\n2.jpg,0,1\n")
    assert labels == {
        "a/1": "cat (bird unknown)",
        "a/2": "none (bird, dog unknown)",
        "b/1": "cat (dog unknown)",
        "b/2": "bird (dog unknown)",
    }
    assert next(each for each in source.notes if "nobody knows" in each).endswith("here: bird")


def test_lists_know_only_their_names(tmp_path: Path) -> None:
    _, labels = shown(tmp_path, CATS, "path,labels\n1.jpg,bird|cat\n2.jpg,cat\n")
    assert labels == {
        "a/1": "cat (bird unknown)",
        "a/2": "none (bird, dog unknown)",
        "b/1": "bird, cat (dog unknown)",
        "b/2": "cat (dog unknown)",
    }


def test_lists_together_leave_nothing_open(tmp_path: Path) -> None:
    one, two = ("path,labels\n1.jpg,cat|dog\n2.jpg,cat\n", "path,labels\n1.jpg,bird\n2.jpg,[]\n")
    source, labels = shown(tmp_path, one, two)
    assert labels == {"a/1": "cat, dog", "a/2": "cat", "b/1": "bird", "b/2": "none"}
    assert not [each for each in source.notes if "nobody knows" in each]
