from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.disk import DiskTree
from peel.sources.lookup import Index, Lookup
from peel.sources.records import read_table
from peel.sources.roles import Roles, find_roles, has_usual_names
from peel.sources.source import Terms


def roles(root: Path, text: str, *names: str, kind: str = "classification", **how: Any) -> Roles:
    for name in names:
        (root / name).touch()
    (root / "t.csv").write_text(text)
    tree = DiskTree(root)
    return find_roles(
        read_table(tree, "t.csv"),
        Lookup(Index(tree, names), "t.csv"),
        terms=Terms(Ingest(**how), find_kind(kind)),
    )


@pytest.mark.parametrize(
    "header",
    [
        "path,label",
        "Filename, CLASS",
        "image,Label",
        "image_name,label_name",
        "file,category",
        "image_id,dx",
        "id,target",
        "filepath,labels",
        "img,breed",
        "Image Name,species",
    ],
)
def test_columns_are_known_by_name(tmp_path: Path, header: str) -> None:
    assert has_usual_names(header.split(","))
    assert roles(tmp_path, f"{header}\n1.jpg,cat\n", "1.jpg") == Roles(0, 1)
    assert roles(tmp_path, f"{header}\ngone.jpg,cat\n") == Roles(0, 1)


def test_other_columns_are_passed_over(tmp_path: Path) -> None:
    text = "n,split,label,path,group\n1,train,cat,a.jpg,g\n"
    assert roles(tmp_path, text, "a.jpg") == Roles(3, 2, 1, 4)


def test_content_tells_the_column_of_paths(tmp_path: Path) -> None:
    text = "id,photo,label\n2,1.jpg,cat\n1,2.jpg,dog\n"  # id 2 beside the picture 1.jpg
    assert roles(tmp_path, text, "1.jpg", "2.jpg").path == 1


@pytest.mark.parametrize("text", ["", "name,age\n", "path\n", "label\n", "\n\n"])
def test_table_without_roles_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PeelError, match="P220"):
        roles(tmp_path, text)


@pytest.mark.parametrize(
    ("first", "meant", "setting"),
    [
        ("path,label1", "label1 label", "label_column"),
        ("path,Categry", "Categry category", "label_column"),
        ("pth,label", "pth path", "path_column"),
    ],
)
def test_nearest_name_is_asked_for(tmp_path: Path, first: str, meant: str, setting: str) -> None:
    with pytest.raises(PeelError) as caught:
        roles(tmp_path, f"{first}\nx,y\n")
    assert caught.value.do.startswith(f"call the column {meant}, or set ingest.{setting}: ")
    assert caught.value.do.count("_column") == 1


def test_kind_of_several_offers_columns(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P220.*species, a column of 0 and 1 for each label;"):
        roles(tmp_path, "path,words\n1.jpg,x\n", "1.jpg", kind="multilabel")


def test_boxes_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P222"):
        roles(tmp_path, "path,label,xmin\n")


TWO = "path,class,species\n1.jpg,tree,oak\n2.jpg,tree,ash\n"


def test_differing_labels_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P232.*class, species.*ingest\.label_column"):
        roles(tmp_path, TWO, "1.jpg", "2.jpg")


@pytest.mark.parametrize("column", ["species", "Species "])
def test_stated_column_is_taken(tmp_path: Path, column: str) -> None:
    assert roles(tmp_path, TWO, "1.jpg", "2.jpg", label_column=column).label == 2
    with pytest.raises(PeelError, match=r"P220.*called colour.*path, class, species"):
        roles(tmp_path, TWO, "1.jpg", path_column="colour")


def test_words_win_over_their_numbers(tmp_path: Path) -> None:
    text = "path,label,class_name\n1.jpg,0,oak\n2.jpg,1,ash\n3.jpg,0,oak\n"
    assert roles(tmp_path, text, "1.jpg").label == 2


def test_columns_of_bits_are_several_labels(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P220.*several of 0 and 1.*--kind multilabel"):
        roles(tmp_path, "image,cat,dog\n1.jpg,1,0\n2.jpg,1,1\n", "1.jpg", "2.jpg")


BITS = "path,{},dog\n1.jpg,1,0\n2.jpg,0,1\n"


@pytest.mark.parametrize("name", ["target", "Class", "species", "label"])
def test_label_by_name_is_one_bit(tmp_path: Path, name: str) -> None:
    found = roles(tmp_path, BITS.format(name), "1.jpg", kind="multilabel")
    assert (found.label, found.bits) == (-1, (1, 2))
    stated = roles(tmp_path, BITS.format(name), label_column=name, kind="multilabel")
    assert (stated.label, stated.bits) == (1, ())


def test_single_column_of_bits_holds_labels(tmp_path: Path) -> None:
    found = roles(tmp_path, "path,label\n1.jpg,1\n2.jpg,0\n", "1.jpg", kind="multilabel")
    assert (found.label, found.bits) == (1, ())


def test_columns_that_nearly_fit_are_named(tmp_path: Path) -> None:
    lines = "".join(f"{n}.jpg,{n % 2},{min(n, 2) if n > 3 else 0}\n" for n in range(5))
    with pytest.raises(
        PeelError, match=r"P220.*of labels; most cells are 0 or 1 in dog \(with 2 too\)"
    ):
        roles(
            tmp_path,
            f"path,age,dog\n{lines.replace(',1,', ',7,').replace(',0,', ',8,')}",
            "1.jpg",
            kind="multilabel",
        )
