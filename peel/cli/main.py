"""The command `peel`: its commands, and the one form in which it refuses. Heavy libraries load inside the commands."""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

import peel
from peel.cli.alert import alert
from peel.cli.audit import audit
from peel.cli.backup import backup, restore
from peel.cli.build import build
from peel.cli.bundle import bundle
from peel.cli.convert import convert
from peel.cli.doctor import doctor
from peel.cli.feedback import feedback
from peel.cli.forget import forget
from peel.cli.gc import gc
from peel.cli.init import init
from peel.cli.keys import keys
from peel.cli.models import models
from peel.cli.predict import predict
from peel.cli.promote import promote
from peel.cli.report import report
from peel.cli.retrain import retrain
from peel.cli.rollback import rollback
from peel.cli.serve import serve
from peel.cli.shots import shots
from peel.cli.up import down, status, up
from peel.cli.upgrade import upgrade
from peel.cli.watch import watch
from peel.errors import PeelError
from peel.project import extra
from peel.project.command import typed
from peel.project.screen import say

# typer keeps its copy of click to itself, but not this class, which stands on the one for all misuse.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
# What the system says of a path that no file could have.
_NO_PATH = (errno.ENAMETOOLONG, errno.ELOOP)
app = typer.Typer(
    name="peel",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: peel init my-project",
)
for command in (
    init,
    build,
    predict,
    shots,
    serve,
    report,
    promote,
    rollback,
    models,
    retrain,
    watch,
    convert,
    doctor,
    upgrade,
    backup,
    forget,
    gc,
    restore,
    up,
    down,
    status,
):
    app.command()(command)
app.add_typer(bundle, name="bundle")
app.add_typer(alert, name="alert")
app.add_typer(keys, name="keys")
app.add_typer(feedback, name="feedback")
app.add_typer(audit, name="audit")


def _show_version(wanted: bool) -> None:  # noqa: FBT001 (typer hands the switch over so)
    if wanted:
        print(f"peel {peel.__version__}")
        raise typer.Exit


@app.callback()
def _about(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_show_version),
    ] = False,
) -> None:
    """From labelled images to one proven ONNX file, on your own machine."""


def main() -> None:
    """Run the command line; exit code 0, 1 (the gate says no, an image has no answer), 2 (refused), 3 (undecided), 130 (stopped)."""
    open_streams()
    _in_utf8()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    try:
        raise SystemExit(run(sys.argv[1:]))
    except BrokenPipeError:  # `peel predict ... | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(128 + signal.SIGPIPE) from None


def open_streams() -> None:
    """Fill the places of closed standard streams (cron, daemons): else a socket takes number 0, which children replace."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _in_utf8() -> None:
    """Read names as UTF-8 on every terminal; spell out what this one cannot show, in place of failing.

    Where Python would read names as ASCII (LC_ALL=C with PYTHONUTF8=0), the same command starts anew.
    """
    if sys.getfilesystemencoding() != "utf-8":
        shown = f"{getattr(sys.stdout, 'encoding', 'ascii')}:backslashreplace"
        around = {"PYTHONIOENCODING": shown, **os.environ, "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], around)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _on_signal(number: int, _frame: FrameType | None) -> None:
    """As an exception, so that children are ended in their order."""
    raise SystemExit(128 + number)


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code, having told a refusal in the one form on stderr."""
    try:
        code = app(arguments or ["--help"], prog_name="peel", standalone_mode=False)
    except (UsageError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_PATH:
            raise
        return _tell(_misuse(error, _called(arguments)))
    except PeelError as error:
        return _tell(error)
    except ModuleNotFoundError as error:  # a library of the extra, or else a mistake of ours
        refusal = extra.refusal(error)
        if refusal is None:
            raise
        return _tell(refusal)
    if code == 130:
        print("stopped; the same command goes on from here", file=sys.stderr)
    return int(code or 0)


def _tell(error: PeelError) -> int:
    say(f"error: {typed(str(error))}", stream=sys.stderr)
    return 2


def _called(arguments: list[str]) -> str:
    """The command that was meant, as far as its words are names of commands."""
    command, words = typer.main.get_command(app), ["peel"]
    for word in arguments:
        below = getattr(command, "commands", {}).get(word)
        if below is None:
            break
        command = below
        words.append(word)
    return " ".join(words)


def _misuse(error: Exception, command: str) -> PeelError:
    told = str(error.format_message() if hasattr(error, "format_message") else error)
    said = " ".join(told.split())  # typer lists choices a line each
    return PeelError(
        "P107",
        "command line not understood",
        got=said.removeprefix("Got ").rstrip("."),
        allowed="what its help shows",
        do=f"{command} --help",
    )


if __name__ == "__main__":
    main()
