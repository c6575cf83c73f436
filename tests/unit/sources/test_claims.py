from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.claims import Found, find_table
from peel.sources.disk import DiskTree
from peel.sources.pictures import is_picture
from peel.sources.source import Terms

KIND = find_kind("classification")


def put(root: Path, *paths: str, **tables: str) -> Path:
    """Empty files, and a CSV in the root (or TSV, folder__name) for each table."""
    texts = {f"{name.replace('__', '/')}.csv": text for name, text in tables.items()}
    for path in (*paths, *texts):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(texts.get(path, ""), encoding="utf-8")
    return root


def look(root: Path, **how: Any) -> Found:
    tree = DiskTree(root)
    pictures = [path for path in tree.entries if is_picture(tree, path)]
    return find_table(tree, pictures, terms=Terms(Ingest(**how), KIND))


def labels(found: Found) -> dict[str, str]:
    assert found.source
    return {row.path: row.label for row in found.source.rows}


def test_other_columns_and_no_endings_are_understood(tmp_path: Path) -> None:
    paths = [f"images_part_{n % 2}/IM_{n}.jpg" for n in range(4)]
    lines = "".join(f"L{n},IM_{n},{['mel', 'nv'][n // 2]},40\n" for n in range(4))
    found = look(put(tmp_path, *paths, metadata="lesion_id,image_id,dx,age\n" + lines))
    assert found.source
    assert "in its column image_id and their labels in dx" in found.source.notes[0]
    assert labels(found) == {
        path: ["mel", "nv"][n // 2] for n, path in sorted(enumerate(paths), key=lambda p: p[1])
    }


def test_table_in_another_folder_is_found(tmp_path: Path) -> None:
    paths = [f"images/day{n}/{n}.png" for n in range(2)]
    text = "path,label\n../images/day0/0.png,oak\n../images/day1/1.png,ash\n"
    assert labels(look(put(tmp_path, *paths, labels__labels=text))) == {
        paths[0]: "oak",
        paths[1]: "ash",
    }


@pytest.mark.parametrize(
    "cells",
    [("images/0.png", "images/1.png"), ("0.png", "1.png"), ("0", "1"), ("images/0", "images/1")],
)
def test_paths_count_from_the_source_too(tmp_path: Path, cells: tuple[str, str]) -> None:
    text = f"name,kind\n{cells[0]},oak\n{cells[1]},ash\n"
    root = put(tmp_path, "images/0.png", "images/1.png", meta__about=text)
    found = look(root, label_column="kind")
    assert labels(found) == {"images/0.png": "oak", "images/1.png": "ash"}


def test_table_without_known_labels_is_refused(tmp_path: Path) -> None:
    text = "photo,outcome\n1.jpg,x\n2.jpg,y\n"
    root = put(tmp_path, "cat/1.jpg", "dog/2.jpg", about=text)
    with pytest.raises(PeelError, match=r"P220.*about\.csv with the columns photo, outcome"):
        look(root)
    assert labels(look(root, label_column="outcome")) == {"cat/1.jpg": "x", "dog/2.jpg": "y"}
    assert look(root, table="none") == Found(None)


def test_table_without_heading_is_refused(tmp_path: Path) -> None:
    text = "1.jpg,x\n2.jpg,y\n3.jpg,y\n"
    with pytest.raises(PeelError, match=r"P220.*1\.jpg, x"):
        look(put(tmp_path, "cat/1.jpg", "dog/2.jpg", "dog/3.jpg", about=text))


def test_table_of_boxes_is_refused(tmp_path: Path) -> None:
    text = "image,label,xmin\n1.jpg,x,1\n2.jpg,y,2\n"
    with pytest.raises(PeelError, match="P222"):
        look(put(tmp_path, "cat/1.jpg", "dog/2.jpg", boxes=text))


def test_table_of_few_pictures_is_told(tmp_path: Path) -> None:
    paths = ["cat/1.jpg", "dog/2.jpg", "dog/3.jpg"]
    found = look(put(tmp_path, *paths, cat__labels="path,label\n1.jpg,cat\n", other="name,age\n"))
    assert found.source is None
    assert found.unread == (
        "cat/labels.csv (path, label)",
        "other.csv (name, age) without a line below the first",
    )
    (words,) = found.notes
    assert words.startswith("not read: cat/labels.csv (1 of 3), which name few of the pictures")


def test_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    found = look(put(tmp_path, "cat/1.jpg", odd='name,age\n"x,1\n'))
    assert found.notes[0].startswith("not read: odd.csv, table cannot be read")


def test_two_tables_are_refused_or_chosen(tmp_path: Path) -> None:
    root = put(tmp_path, "1.jpg", "2.jpg", one="path,label\n1.jpg,x\n", two="path,label\n2.jpg,y\n")
    with pytest.raises(PeelError, match=r"P231.*one\.csv \(path, label\); two\.csv"):
        look(root)
    assert labels(look(root, table="two.csv")) == {"2.jpg": "y"}


@pytest.mark.parametrize("how", [{"table": "gone.csv"}, {"label_column": "dx"}])
def test_table_asked_for_must_be_there(tmp_path: Path, how: dict[str, str]) -> None:
    root = put(tmp_path, "cat/1.jpg", "dog/2.jpg", other="name,age\n")
    with pytest.raises(PeelError, match=r"P235.*other\.csv, or none"):
        look(root, **how)


def test_tab_and_semicolon_separate_too(tmp_path: Path) -> None:
    put(tmp_path, "cat/1.jpg", "dog/2.jpg")
    (tmp_path / "labels.TSV").write_text("image_id\tspecies\n1\toak\n2\tash\n")
    assert labels(look(tmp_path)) == {"cat/1.jpg": "oak", "dog/2.jpg": "ash"}
    (tmp_path / "labels.TSV").write_text("image_id;breed\n1;oak\n2;ash\n")
    assert labels(look(tmp_path)) == {"cat/1.jpg": "oak", "dog/2.jpg": "ash"}


def test_many_classes_cost_little(tmp_path: Path) -> None:
    paths = [f"class{n}/picture.jpg" for n in range(300)]
    text = "a,b,c,d\n" + "".join(f"{n},{n * 7},x,y\n" for n in range(300))
    assert look(put(tmp_path, *paths, numbers=text)).source is None


@pytest.mark.parametrize(
    ("cells", "label"), [("gone/{}.jpg", "cat"), ("gone/{}", "cat"), ("gone/{}.jpg", "{}")]
)
def test_table_of_wrong_paths_is_refused(tmp_path: Path, cells: str, label: str) -> None:
    """Also where a class is called as a picture is."""
    lines = "".join(f"{cells},{label}\n".format(n, n) for n in (1, 2, 3))
    root = put(tmp_path, "1/1.jpg", "2/2.jpg", "3/3.jpg", labels="path,label\n" + lines)
    with pytest.raises(PeelError, match=r"P207.*no path of labels\.csv exists.*line 2, gone/1"):
        look(root)
    assert look(root, table="none").source is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("path,label\n", "which holds no line"),
        ("", "which holds no line"),
        ("path,a,b\nx.jpg,1,0\n", "whose paths do not exist"),
    ],
)
def test_table_that_says_nothing_is_told(tmp_path: Path, text: str, why: str) -> None:
    found = look(put(tmp_path, "cat/7.jpg", "dog/8.jpg", labels=text))
    assert found.source is None
    assert found.notes[0].startswith(f"not read: labels.csv, {why}")


def test_list_of_classes_is_no_table(tmp_path: Path) -> None:
    paths = [f"{name}/{n}.jpg" for name in ("cat", "dog") for n in range(4)]
    found = look(put(tmp_path, *paths, "cat/9.jpg", classes="id,class\n0,cat\n9,dog\n"))
    assert found.source is None


def test_table_of_a_labelled_few_is_used(tmp_path: Path) -> None:
    paths = [f"{n}.jpg" for n in range(9)]
    found = look(put(tmp_path, *paths, labels="path,label\n1.jpg,cat\n2.jpg,dog\n"))
    assert labels(found) == {"1.jpg": "cat", "2.jpg": "dog"}


def test_table_for_each_picture_is_told_once(tmp_path: Path) -> None:
    paths = [f"{name}/{n}.jpg" for name in ("cat", "dog") for n in range(40)]
    tables = {f"{p.replace('/', '__')[:-4]}": f"image,x\n{p.split('/')[1]},1\n" for p in paths}
    found = look(put(tmp_path, *paths, **tables))
    assert len(found.unread) == 80
    assert len(found.notes) == 1


def test_table_of_another_program_is_named(tmp_path: Path) -> None:
    assert look(put(tmp_path, "1.jpg", "labels.xlsx")).unread == ("labels.xlsx (no CSV)",)
