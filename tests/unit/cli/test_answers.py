import io
import json
import sys

import pytest

from peel.cli.answers import print_answers
from peel.problem import find
from peel.problems.classification.answer import ClassAnswer

KIND = find("classification")
ANSWERS = [
    ClassAnswer(
        source="a [1].jpg",
        class_name="bee",
        confidence=0.7,
        probabilities={"ant": 0.2, "bee": 0.7, "fly": 0.1},
    ),
    ClassAnswer(source="b.txt", error="P302 no picture: got text; do: delete it"),
]


def test_table_has_a_line_a_picture(capfd: pytest.CaptureFixture[str]) -> None:
    print_answers(ANSWERS, "table", problem=KIND, top=1)
    told = capfd.readouterr()
    head, first, second = told.out.splitlines()
    assert head.split() == ["image", "class", "confidence"]
    assert first.split() == ["a", "[1].jpg", "bee", "0.700"]
    assert second.split() == ["b.txt", "P302", "no", "picture"]
    assert told.err == "b.txt: P302 no picture: got text; do: delete it\n"


def test_strange_picture_is_marked_and_explained(capfd: pytest.CaptureFixture[str]) -> None:
    strange = ANSWERS[0].model_copy(update={"is_strange": True, "distance": 9.0})
    print_answers([strange, ANSWERS[0]], "table", problem=KIND, top=1)
    told = capfd.readouterr()
    assert told.out.count("unlike anything in training") == 1
    assert "further from the training pictures" in told.err
    print_answers(ANSWERS[:1], "table", problem=KIND, top=1)
    assert capfd.readouterr().err == ""


def test_top_names_the_next_classes(capfd: pytest.CaptureFixture[str]) -> None:
    print_answers(ANSWERS[:1], "table", problem=KIND, top=3)
    assert "ant 0.200, fly 0.100" in capfd.readouterr().out


def test_json_says_everything(capfd: pytest.CaptureFixture[str]) -> None:
    print_answers(ANSWERS, "json", problem=KIND, top=1)
    assert [ClassAnswer(**row) for row in json.loads(capfd.readouterr().out)] == ANSWERS


def test_csv_has_a_column_a_class(capfd: pytest.CaptureFixture[str]) -> None:
    print_answers(ANSWERS, "csv", problem=KIND, top=1)
    head = capfd.readouterr().out.splitlines()[0].replace('"', "")
    assert head == "source,class_name,confidence,error,ant,bee,fly"


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_names_never_act_on_the_terminal(form: str, capfd: pytest.CaptureFixture[str]) -> None:
    bad = "\x1b[2J\x9b\u202e\n"
    wrong = ClassAnswer(source=bad, error=f"P302 no picture: got {bad}")
    named = ClassAnswer(
        source=bad, class_name=bad, confidence=0.5, probabilities={bad: 0.5, f"{bad}2": 0.4}
    )
    print_answers([named, wrong], form, problem=KIND, top=2)
    told = capfd.readouterr()
    assert all(c.isprintable() for c in (told.out + told.err).replace("\n", ""))


def test_json_stays_json_on_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    ascii_only = io.TextIOWrapper(raw, encoding="ascii", errors="backslashreplace")
    monkeypatch.setattr(sys, "stdout", ascii_only)
    print_answers(
        [ClassAnswer(source="Bär/日本.png", class_name="Bär")], "json", problem=KIND, top=1
    )
    ascii_only.flush()
    assert json.loads(raw.getvalue())[0]["source"] == "Bär/日本.png"
