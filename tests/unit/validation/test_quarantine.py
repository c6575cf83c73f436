"""The rules of the quarantine, one by one, and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from peel.errors import PeelError
from peel.problem import find
from peel.problems.multilabel.labels import Labelling
from peel.validation.look import Seen
from peel.validation.quarantine import COLUMNS, Aside, Row, put_aside, to_csv

BROKEN = Seen(
    refusal=PeelError("P304", "picture broken", got="half\na file", allowed="whole", do="fetch it")
)


def _row(path: str, pixels: str = "", *, label: str = "", part: str = "", side: int = 50) -> Row:
    seen = Seen(side, 50, "RGB", "PNG", pixels or path, b"")
    return Row(path, 0, label or path.split("/")[0], f"item {path}", part, seen)


def _aside(rows: Sequence[Row]) -> list[Aside]:
    return put_aside(rows, min_side_px=8, rules=find("classification")).aside


def _codes(*rows: Row) -> dict[str, str]:
    return {rows[one.row].path: one.code for one in _aside(rows)}


CATS, DOGS = (_row("cat/1"), _row("cat/2")), (_row("dog/1"), _row("dog/2"))


def test_good_items_are_left_alone() -> None:
    assert _codes(*CATS, *DOGS) == {}


def test_refused_picture_keeps_its_reason() -> None:
    row = Row("cat/3", 4, "cat", "x", "", BROKEN)
    assert _aside([*CATS, row]) == [Aside(2, "P304", r"picture broken: half\na file", "fetch it")]


def test_small_picture_is_put_aside() -> None:
    rows = [*CATS, _row("cat/3", side=7), _row("cat/4", side=8)]
    (one,) = _aside(rows)
    assert (one.row, one.code) == (2, "P320")
    assert "7 x 50 pixels" in one.reason


def test_picture_under_two_labels_goes_wholly() -> None:
    rows = [*CATS, *DOGS, _row("cat/3", "same"), _row("dog/3", "same"), _row("cat/4", "same")]
    aside = _aside(rows)
    assert [(one.row, one.code) for one in aside] == [(4, "P321"), (5, "P321"), (6, "P321")]
    assert aside[0].reason.endswith("labels cat and dog; it also lies at dog/3")
    assert aside[1].reason.endswith("it also lies at cat/3")


def test_first_copy_by_path_is_kept() -> None:
    rows = [_row("cat/9", "same"), *CATS, _row("cat/3", "same")]
    (one,) = _aside(rows)
    assert (one.row, one.code, one.reason) == (0, "P322", "a copy of cat/3, which is used")


def test_copy_in_the_sealed_part_is_kept() -> None:
    rows = [_row("a/1", "s", label="cat", part="train"), _row("b/1", "s", label="cat", part="val")]
    assert _codes(*CATS, *rows) == {"a/1": "P322"}
    assert _codes(*CATS, *rows, _row("c/1", "s", label="cat", part="test")) == {
        "a/1": "P322",
        "b/1": "P322",
    }


def test_single_picture_of_class_is_named() -> None:
    (one,) = _aside([*CATS, _row("dog/1")])
    assert (one.row, one.code) == (2, "P323")
    assert "picture labelled dog:" in one.reason


def test_class_left_single_by_copies_goes() -> None:
    assert _codes(*CATS, _row("dog/1", "s"), _row("dog/2", "s")) == {
        "dog/1": "P323",
        "dog/2": "P322",
    }


def test_refused_pictures_are_no_copies() -> None:
    rows = [Row(f"cat/{i}", 0, "cat", "x", "", BROKEN) for i in range(3, 6)]
    assert set(_codes(*CATS, *rows).values()) == {"P304"}


def test_csv_keeps_every_name() -> None:
    paths = ["a\\nb.png", 'say "hi".png', "grün, süß.png", "#1=2;3.png", " blank .png"]
    rows = [_row(path, label="cat") for path in paths]
    text = to_csv(rows, [Aside(i, "P320", "too small", "a, b") for i in range(len(rows))])
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(back[0]) == COLUMNS
    assert [row["path"] for row in back] == paths
    assert back[0]["do"] == "a, b"


def test_csv_has_no_formula_and_no_escape() -> None:
    paths = ["=1+1.png", "a\nb.png", "\x1b[2J.png"]
    text = to_csv([_row(path) for path in paths], [Aside(i, "P320", "", "") for i in range(3)])
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["path"] for row in back] == ["'=1+1.png", "a\\nb.png", "\\x1b[2J.png"]


def test_csv_holds_what_was_left_out_before() -> None:
    """In front, and without what only a picture has."""
    left = {"path": "b.png", "line": 3, "code": "P264", "reason": "not there", "do": "add it"}
    text = to_csv([_row("a.png")], [Aside(0, "P320", "too small", "x")], skipped=[left])
    back = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["path"], row["line"], row["code"]) for row in back] == [
        ("b.png", "3", "P264"),
        ("a.png", "0", "P320"),
    ]
    assert back[0]["label"] == back[0]["item"] == ""


def test_csv_escapes_what_utf8_cannot_hold() -> None:
    text = to_csv([_row("gr\udcfcn.png")], [Aside(0, "P320", "too small", "x")])
    assert "gr\\udcfcn.png" in text
    text.encode("utf-8")


def test_copies_under_several_names_are_joined() -> None:
    several = Labelling()
    rows = [_row(path, "same", label=several.state([path[:3]])) for path in ("cat/1", "dog/1")]
    aside, kept = put_aside(rows, min_side_px=8, rules=several)
    assert [(one.row, one.code, one.do) for one in aside] == [
        (1, "P322", "nothing; what it says is joined to that one")
    ]
    assert several.names_of(kept[0].label) == ("cat", "dog")
    assert kept[1] == rows[1]
