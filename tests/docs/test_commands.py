"""What the documents and the program's own texts tell a person to type has options that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from peel.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"peel": "*.py", "flows": "*.py", "tasks": "*.py", "docs": "*.md", "deploy": "*"}
TOLD = re.compile(r"(?<![\w/.-])peel ([a-z]+(?: [^`\"'|;()\n]*)?)")


PEEL = typer.main.get_command(app)


def _pages() -> Iterator[Path]:
    yield ROOT / "README.md"
    for room, form in ROOMS.items():
        paths = (ROOT / room).rglob(form)
        yield from (path for path in paths if path.is_file() and "decisions" not in path.parts)


def _unknown(words: list[str]) -> list[str]:
    """The options of a command that it has not; none where the first word is no command."""
    command: Any = PEEL
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    if hasattr(command, "commands"):
        return []
    known = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    told = (word.rstrip(".,:").partition("=")[0] for word in words if word.startswith("--"))
    return [word for word in told if word not in known | {"--help"}]


def test_unknown_option_would_be_seen() -> None:
    assert _unknown(["build", "--data", "x", "--fast", "1"]) == ["--fast"]
    assert _unknown(["keys", "make", "name", "--days", "3"]) == []


def test_told_options_exist() -> None:
    told = [
        (page.relative_to(ROOT).as_posix(), word)
        for page in _pages()
        for found in TOLD.finditer(page.read_text("utf-8"))
        for word in _unknown(found[1].split())
    ]
    assert told == []
