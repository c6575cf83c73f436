from __future__ import annotations

import os

import pytest

from peel.errors import PeelError
from peel.sources.source import hidden_picture, is_hidden, skip, text


@pytest.mark.parametrize("name", ["a b", "#1", "x=y", '"quoted"', "Wörter", "new\nline", "日本"])
def test_readable_names_stay_as_they_are(name: str) -> None:
    assert text(name) == name


def test_other_bytes_become_their_escape() -> None:
    assert text(os.fsdecode(b"b\xe4r/\xff.jpg")) == "b\\xe4r/\\xff.jpg"


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "__MACOSX", ".git", "._a.jpg"])
def test_files_of_the_system_are_hidden(name: str) -> None:
    assert is_hidden(name)


def test_hidden_picture_is_told_of() -> None:
    told = hidden_picture("cat/._a.jpg")
    assert told is not None
    assert told.path == "cat/._a.jpg"
    assert hidden_picture("cat/.DS_Store") is None


def test_refusal_becomes_an_entry() -> None:
    error = PeelError("P299", "file odd", got="a\udce9", allowed="even ones", do="mend it")
    entry = skip(error, "b\udce9", line=7)
    assert (entry.path, entry.line, entry.code) == ("b\\xe9", 7, "P299")
    assert (entry.reason, entry.do) == ("file odd: a\\xe9", "mend it")
