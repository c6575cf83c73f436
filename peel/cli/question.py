"""The one question that a build may ask, and only in a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from peel.errors import PeelError
from peel.project import prepare
from peel.project.screen import say
from peel.project.template import Given

UNCLEAR_LEVEL = "P236"


def prepared(given: Given) -> Path:
    """The project in this folder, ready to run; asks which folder is the class where that is not clear.

    Where nobody sits at a terminal, or the answer is empty, the refusal stands.
    """
    try:
        return prepare.prepare(Path.cwd(), given)
    except PeelError as error:
        if error.code != UNCLEAR_LEVEL or not sys.stdin.isatty():
            raise
        level = ask_level(error)
        if level is None:
            raise
    return prepare.prepare(Path.cwd(), replace(given, class_level=level))


def ask_level(error: PeelError, answer: Callable[[str], str] = input) -> int | None:
    """The level that a person chooses among those that the refusal names; None where they name none."""
    levels = {int(number) for number in re.findall(r"\bfolder (\d+):", str(error.got))}
    say(f"{error.what}: {error.got}")
    while True:
        try:
            said = answer("The class is folder number: ").strip()
        except EOFError:
            return None
        if not said:
            return None
        if said.isdecimal() and int(said) in levels:
            return int(said)
        say(f"one of {', '.join(map(str, sorted(levels)))}, or nothing to stop")
