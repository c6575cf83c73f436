"""How to type a command again: `peel` where the shell finds it, else the path of the one that runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

# What the texts of Peel tell a person to type: `peel build`, `dvc checkout`, `pip install ...`.
_TOLD = re.compile(
    r"(?<![\w./-])(?:peel(?= (?:alert|audit|backup|build|bundle|convert|doctor|down|feedback|forget|gc|init|keys|models|predict|promote|report|restore|retrain|rollback|serve|shots|status|up|upgrade|watch)\b)"
    r"|dvc(?= (?:checkout|config|exp|metrics|pull|push|remote|repro)\b)"
    r"|pip(?= install\b)"
    r"|python(?= -m\b))"
)


def command(name: str = "peel", folder: Path | None = None) -> str:
    """What a person types for `name` in `folder` (default: here), fit for a shell.

    The program beside the `peel` that runs; its bare name only where the shell finds that very one.
    Called from Python, where nobody typed anything, the bare name.
    """
    started = Path(sys.argv[0]).absolute()
    program = started.with_name(name)
    if started.stem != "peel" or not program.exists():
        return name
    if _same(shutil.which(name), program):
        return name
    near = os.path.relpath(program, folder or Path.cwd())
    return shlex.quote(min(near, str(program), key=len))


def typed(text: str, folder: Path | None = None) -> str:
    """The text with each command in it as it works when it is typed in `folder`."""
    return _TOLD.sub(lambda found: command(found[0], folder), text)


def _same(found: str | None, program: Path) -> bool:
    return found is not None and os.path.samefile(found, program)
