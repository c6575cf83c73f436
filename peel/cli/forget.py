"""`peel forget`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from peel.types.care import Forgotten


def forget(  # noqa: PLR0913 (an option each)
    *,
    item: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIGEST|FILE",
            help="A picture: its SHA-256, as answers give it, or the file itself (of a film all that was made of it); may stand more than once.",
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="All that came from this source (or key), and the key's labels."
        ),
    ] = "",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say what would be erased, place by place."),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Do not ask. Where nobody sits at a terminal it is needed."),
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Then build a model without them.")
    ] = False,
) -> None:
    """Erase pictures, or a source, from answers, data, models, caches and remotes, so that nothing here holds them.

    First it says what would go, and asks. Then it says what went, what has to be built anew, and which places only you can reach: your own files, backups, remotes
    elsewhere. There is no way back.

    Examples: peel forget --item photo.jpg --dry-run · peel forget --source camera-7 --yes
    """
    from peel import clock
    from peel.care.foresee import foresee
    from peel.care.forget import Asked
    from peel.care.forget import forget as erase
    from peel.care.home import home_of
    from peel.cli.backup import installation
    from peel.project.screen import say

    asked = Asked(tuple(map(_digest, item or ())), source)
    _refuse_nothing(asked.items, source)
    home = home_of(installation())
    if dry_run or not yes:
        _foretell(foresee(home, asked))
    if dry_run:
        return
    if not (yes or agreed()):
        say("Nothing was erased.")
        raise typer.Exit(1)
    _tell(erase(home, asked, now=clock.now()))
    if rebuild:
        _rebuild()


def _digest(given: str) -> str:
    """The SHA-256 that was given, or that of the file."""
    from peel.errors import PeelError
    from peel.images.digest import of_file

    if len(given) == 64 and not set(given) - set("0123456789abcdef"):
        return given
    if Path(given).is_file():
        return of_file(Path(given))
    raise PeelError(
        "P936",
        "cannot tell which picture is meant",
        got=given,
        allowed="64 digits from 0-9 and a-f, or a file that is there",
        do="copy `item` from an answer, or give the picture's file",
    )


def _refuse_nothing(items: tuple[str, ...], source: str) -> None:
    if bool(items) == bool(source):
        given = "both --item and --source" if items else "neither --item nor --source"
        raise typer.BadParameter(f"{given}; one of them is needed")


def agreed(answer: Callable[[str], str] = input) -> bool:
    """Whether a person at the terminal says yes; raises P938 where there is none."""
    from peel.errors import PeelError

    if not sys.stdin.isatty():
        raise PeelError(
            "P938",
            "nothing is erased without a yes",
            got="no terminal to ask at",
            allowed="--yes, or a person at a terminal",
            do="type the same command with --dry-run to see what would go, then with --yes",
        )
    try:
        return answer("There is no way back. Type yes to erase this: ").strip().lower() == "yes"
    except EOFError:
        return False


def _foretell(seen: Forgotten) -> None:
    from peel.project.screen import say, say_columns
    from peel.text import counted

    say(f"Would be erased, of {counted(seen.pictures, 'picture')}:")
    say_columns(seen.gone or [("nothing", "no place here holds anything of it")])
    _say_shared(seen)
    for line in seen.told:
        say(f"Not reached: {line}.", indent=13)


def _say_shared(done: Forgotten) -> None:
    from peel.project.screen import say
    from peel.text import counted

    if done.shared:
        say(
            f"{counted(done.shared, 'picture')} of that source also your own or from others: not touched."
        )


def _tell(done: Forgotten) -> None:
    from peel.project.screen import say, say_columns
    from peel.text import counted

    if done.gone:
        say(f"Forgotten: {counted(done.pictures, 'picture')}.")
    else:
        say("Nothing was erased: no place here held anything of it, or it was forgotten before.")
    _say_shared(done)
    say_columns(done.gone)
    for line in done.told:
        say(f"Not reached: {line}.", indent=13)
    for line in done.rebuild:
        say(f"To do: {line}", indent=7)


def _rebuild() -> None:
    from peel.care import objects
    from peel.process import dvc
    from peel.project import place, run, show

    project = place.find(Path.cwd())
    with show.showing() as on_event:
        code = run.run_flow(project, "flows.build", on_event=on_event)
    found = objects.places(project)
    if found.far or len(found.folders) > 1:  # the first one is the cache
        dvc.push(project)
    raise typer.Exit(code)
