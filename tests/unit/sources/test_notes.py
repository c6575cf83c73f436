import pytest

from peel.sources import notes
from peel.sources.pictures import no_picture
from peel.types.source import Skipped


def left_out(path, code="P216"):
    return Skipped(path=path, code=code, reason="too large", do="make it smaller")


def test_rule_is_told_once():
    assert notes.skipped([left_out("a.png"), left_out("b.png"), left_out("c.png")]) == [
        "P216 left out: a.png and 2 more: too large; do: make it smaller"
    ]


def test_single_file_has_no_number():
    assert notes.skipped([left_out("a.png")]) == [
        "P216 left out: a.png: too large; do: make it smaller"
    ]


def test_rules_come_in_order():
    told = notes.skipped([left_out("b", "P237"), left_out("a", "P216")])
    assert [words[:4] for words in told] == ["P216", "P237"]


def test_film_beside_pictures_is_told():
    told = notes.skipped([left_out("notes.txt", "P210"), no_picture("cat/a.mp4")])
    assert [words.split(":")[1] for words in told] == [" cat/a.mp4"]


@pytest.mark.parametrize("code", ["P211", no_picture("x").code])
def test_what_nobody_misses_is_quiet(code):
    assert notes.skipped([left_out("a", code)]) == []
