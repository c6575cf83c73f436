"""What a kind's targets and outputs are, only the kind and the arithmetic of its scores and heads know.

So nothing else names a class, takes the largest of the outputs or speaks of one score: those words stand in no
identifier and in no text of the program outside these rooms.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = re.compile("class_name|argmax|accuracy")
ROOMS = ("peel/problems/", "peel/metrics/", "peel/heads/", "peel/testing/")
# Where one of the words stands for something else, and why.
FREE = {
    "peel/training/train.py": "the metadata key of the file by which others read the names",
    "peel/training/finding.py": "the same key",
    "peel/detection/detector.py": "which class moves a box",
    "peel/bundle/load.py": "the same key",
    "peel/bundle/cards.py": "the key of cards of forms 1 and 2",
    "peel/params/sections.py": "an example in the description of gate.metric",
}


def _told(path: Path) -> Iterator[str]:
    """Every identifier and every text of a program, all of any other file; comments are free."""
    if path.suffix != ".py":
        yield path.read_text("utf-8")
        return
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type != tokenize.COMMENT:
                yield token.string


def _files() -> dict[str, Path]:
    places = (path for room in ("peel", "tasks", "flows") for path in (ROOT / room).rglob("*"))
    code = [path for path in places if path.suffix in (".py", ".html", ".css", ".js")]
    return {path.relative_to(ROOT).as_posix(): path for path in code}


def test_words_of_one_kind_stay_inside() -> None:
    others = {name: path for name, path in _files().items() if not name.startswith(ROOMS)}
    found = {name for name, path in others.items() if WORDS.search("\n".join(_told(path)))}
    assert found - set(FREE) == set()


@pytest.mark.parametrize("name", FREE)
def test_no_file_is_free_for_nothing(name: str) -> None:
    assert WORDS.search("\n".join(_told(ROOT / name)))


@pytest.mark.parametrize(
    "line", ["p.argmax(1)", "x = row['class_name']", "f'{accuracy:.2f}'", "def class_names(): ..."]
)
def test_words_are_found_in_code(line: str, tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text(f"{line}  # accuracy of no matter\n", "utf-8")
    assert WORDS.search("\n".join(_told(path)))
    path.write_text("p.max(1)  # not argmax\n", "utf-8")
    assert not WORDS.search("\n".join(_told(path)))
