"""Answers as table, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json

import pytest

from peel.bundle.answers import remark, to_csv, to_json
from peel.problem import find
from peel.problems.classification.answer import ClassAnswer
from peel.text import printable

KIND = find("classification")
GOOD = ClassAnswer(
    source='a "b", c.jpg',
    item="00",
    class_name="ant",
    confidence=0.75,
    probabilities={"ant": 0.75, "bee": 0.25},
)
BAD = ClassAnswer(source="new\nline.jpg", error="P301 empty: got 0 bytes; allowed: x; do: y")


def _read(text):
    return list(csv.reader(io.StringIO(text)))


def test_remark_is_the_error_or_nothing():
    assert (remark(GOOD), remark(BAD)) == ("", BAD.error)


def test_strange_pictures_are_called_so():
    strange = GOOD.model_copy(update={"is_strange": True, "distance": 3.0})
    assert remark(strange) == "unlike anything in training"
    assert _read(to_csv([strange], KIND))[1][3] == "unlike anything in training"


def test_json_says_everything():
    rows = json.loads(to_json([GOOD, BAD]))
    assert [ClassAnswer.model_validate(row) for row in rows] == [GOOD, BAD]


def test_json_of_nothing_is_an_empty_list():
    assert json.loads(to_json([])) == []


def test_csv_survives_odd_names():
    header, good, bad = _read(to_csv([GOOD, BAD], KIND))
    assert header == ["source", "class_name", "confidence", "error", "ant", "bee"]
    assert good == ['a "b", c.jpg', "ant", "0.75", "", "0.75", "0.25"]
    assert bad == ["new\\nline.jpg", "", "", BAD.error, "", ""]


def test_csv_of_nothing_has_a_header():
    assert _read(to_csv([], KIND)) == [["source", "class_name", "confidence", "error"]]


def test_headings_are_all_different():
    names = ("source", "error", "error (label)", "ant")
    answer = ClassAnswer(class_name="ant", confidence=1.0, probabilities=dict.fromkeys(names, 0.25))
    header, _ = _read(to_csv([answer], KIND))
    assert header[:4] == ["source", "class_name", "confidence", "error"]
    assert header[4:] == ["source (label)", "error (label) (label)", "error (label)", "ant"]


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\tx", "\rx"])
def test_formula_becomes_text(name):
    answer = ClassAnswer(source=name, class_name=name, confidence=1.0, probabilities={name: 1.0})
    header, row = _read(to_csv([answer], KIND))
    assert header[-1] == row[0] == row[1] == printable(f"'{name}")


def test_json_has_no_letter_that_acts():
    answer = ClassAnswer(source="a\x1b[2J\x9b\u202e\n.jpg")
    text = to_json([answer])
    assert not [c for c in text.replace("\n", "") if not c.isprintable()]
    assert json.loads(text)[0]["source"] == answer.source
