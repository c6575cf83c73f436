"""What a table says of pictures that may have several labels."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.problems.multilabel.labels import Labelling
from peel.sources.find import find
from peel.sources.source import Source, Terms

SEVERAL = Labelling()


def read(tmp_path: Path, text: str, **how: Any) -> Source:
    """The source of a table whose pictures 1.jpg to 6.jpg lie beside it."""
    for number in range(1, 7):
        (tmp_path / f"{number}.jpg").touch()
    (tmp_path / "labels.csv").write_text(text)
    return find([tmp_path], Terms(Ingest(**how), SEVERAL))


def labels(source: Source) -> dict[str, str]:
    return {row.path[0]: SEVERAL.show_label(row.label) for row in source.rows}


def test_each_column_is_a_label(tmp_path: Path) -> None:
    text = "id,title,Cat,dog,fox\n1,a,1,0,\n2,b,0,True,0.0\n3,c,0,0,0\n4,d,,,\n5,e,1,0,\n"
    source = read(tmp_path, text)
    assert labels(source) == {
        "1": "Cat (fox unknown)",
        "2": "dog",
        "3": "none",
        "5": "Cat (fox unknown)",
    }
    assert [(each.line, each.code) for each in source.skipped] == [(5, "P225"), (0, "P224")]
    assert source.stated == dict.fromkeys(
        ("Cat", "dog", "fox"), "no usable line says that it holds"
    )
    assert source.form == "CSV with a column of 0 and 1 for each label: Cat, dog, fox"
    assert source.notes == ()


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (("cat|dog", "cat", "fox"), "'|'"),
        (("cat; dog", "cat", "fox"), "';'"),
        (('"cat, dog"', "cat", "fox"), "','"),
        (("\"['cat', 'dog']\"", "['cat']", "[fox]"), "','"),
        (("cat dog", "cat", "dog"), ""),
    ],
)
def test_labels_share_a_cell(tmp_path: Path, cells: tuple[str, ...], mark: str) -> None:
    lines = "".join(f"{number}.jpg,{cell}\n" for number, cell in enumerate(cells, 1))
    source = read(tmp_path, f"path,labels\n{lines}4.jpg,\n")
    assert labels(source)["1"] == "cat, dog"
    assert labels(source)["2"] == "cat"
    assert (f"{mark} stands between" in " ".join(source.notes)) == bool(mark)
    assert next((each.line, each.code) for each in source.skipped) == (5, "P225")


def test_brackets_say_that_none_holds(tmp_path: Path) -> None:
    text = "path,labels\n1.jpg,\"['cat', ' dog ', ' ']\"\n2.jpg,['cat']\n3.jpg,[]\n4.jpg,[ ]\n5.jpg,\n6.jpg,a,b\n"
    source = read(tmp_path, text)
    assert labels(source) == {"1": "cat, dog", "2": "cat", "3": "none", "4": "none"}
    (empty, _) = (each for each in source.skipped if each.code == "P225")
    assert (empty.line, empty.do[-22:]) == (6, "or [] when it has none")


def test_unclear_columns_are_told(tmp_path: Path) -> None:
    text = "path,cat,dog,fox\n1.jpg,1,0,0\n2.jpg,0,-1,1\n3.jpg,1,nan,2\n4.jpg,0,1,1\n"
    source = read(tmp_path, text)
    assert labels(source)["2"] == labels(source)["3"].replace("cat", "none") == "none (dog unknown)"
    (note,) = source.notes
    assert note.endswith(
        "of 0 and 1: -1 says that nobody knows; no labels, though most of their cells are 0 or 1: fox (with 2 too)"
    )


def test_known_twin_of_a_column_counts(tmp_path: Path) -> None:
    text = "path,cat,dog,dog\n1.jpg,1,0,\n2.jpg,0,,1\n3.jpg,1,,\n"
    assert labels(read(tmp_path, text)) == {"1": "cat", "2": "dog", "3": "cat (dog unknown)"}


def test_wide_table_takes_no_square(tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(8_000)]
    line = ",".join(["1"] * 900 + ["0"] * 7_100)
    other = ",".join(["0"] * 900 + [""] * 7_100)
    lines = "".join(f"{n}.jpg,{line if n % 2 else other}\n" for n in (1, 2, 3))
    began = process_time()
    read(tmp_path, f"path,{','.join(names)}\n{lines}")
    assert process_time() - began < 1.5  # a square of the columns took 5 s


def test_separator_may_be_said(tmp_path: Path) -> None:
    text = "path,labels\n1.jpg,haze water\n2.jpg,clear farm water\n"
    assert labels(read(tmp_path, text, separator=" ")) == {
        "1": "haze, water",
        "2": "clear, farm, water",
    }


def test_lines_of_one_picture_are_joined(tmp_path: Path) -> None:
    text = "path,label,split\n1.jpg,cat,\n1.jpg,dog,\n2.jpg,cat,\n3.jpg,cat,train\n3.jpg,dog,test\n"
    source = read(tmp_path, text)
    assert labels(source) == {"1": "cat, dog", "2": "cat"}
    assert {each.reason for each in source.skipped if each.code == "P226"} == {
        "two splits: test, train"
    }


def test_column_of_labels_wins_over_flags(tmp_path: Path) -> None:
    text = "path,labels,is_new\n1.jpg,cat|dog,1\n2.jpg,cat,0\n"
    assert labels(read(tmp_path, text)) == {"1": "cat, dog", "2": "cat"}


def test_folders_give_one_name_each(tmp_path: Path) -> None:
    for path in ("cat/1.jpg", "dog/1.jpg"):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).touch()
    source = find([tmp_path], Terms(Ingest(), SEVERAL))
    assert [SEVERAL.show_label(row.label) for row in source.rows] == ["cat", "dog"]


def test_labels_of_everybody_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PeelError, match=r"^P205 .*got 2 pictures of cat \(every item that says so\)"
    ):
        read(tmp_path, "path,labels\n1.jpg,cat\n2.jpg,cat\n")


@pytest.mark.parametrize("folder", ["", "cat/"])
def test_columns_of_wrong_paths_are_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "cat").mkdir()
    (tmp_path / f"{folder}9.jpg").touch()
    with pytest.raises(PeelError, match=r"P207.*no path of labels\.csv exists.*gone/1"):
        read(
            tmp_path,
            "path,cat,dog\ngone/1,1,0\ngone/2,0,1\ngone/3,1,1\n",
        )


def test_line_of_unknowns_says_what_to_write(tmp_path: Path) -> None:
    source = read(tmp_path, "path,cat,dog\n1.jpg,1,0\n2.jpg,0,1\n3.jpg,,\n")
    (line,) = (each for each in source.skipped if each.code == "P225")
    assert line.do == "write 0 where a label does not hold, or delete the line"


@pytest.mark.parametrize("mark", "|;")
def test_mark_in_a_class_is_told(tmp_path: Path, mark: str) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.jpg").touch()
    lines = f'1.jpg,"one{mark}odd"\n2.jpg,two\n3.jpg,two\n'
    (tmp_path / "labels.csv").write_text(f"path,label\n{lines}")
    (note,) = find([tmp_path], Terms(Ingest(), find_kind("classification"))).notes
    assert note.startswith(f"labels that hold a mark are one label each: one{mark}odd; ")
    assert note.endswith("--kind multilabel")


def test_another_kind_refuses_several(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").touch()
    (tmp_path / "labels.csv").write_text("path,cat,dog\n1.jpg,1,0\n")
    with pytest.raises(PeelError, match=r"P220 .*several of 0 and 1.*peel build --kind multilabel"):
        find([tmp_path], Terms(Ingest(), find_kind("classification")))
