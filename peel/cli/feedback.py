"""`peel feedback`: pictures go out to be labelled, true labels come back."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

import typer

feedback = typer.Typer(help="Ask people for true labels, and bring them back.")


@feedback.command()
def queue(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The new folder.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="Most pictures.")] = 200,
) -> None:
    """Write pictures whose true label is asked for into a folder, with a table to fill in.

    The pictures were drawn by a secret key, so that their score is that of all answers. What the model said of them is not told:
    who knows it agrees too often.

    Example: peel feedback queue to-label --limit 50
    """
    from peel.cli.installation import open_here
    from peel.feedback import queue as desk
    from peel.project.screen import say

    here = open_here()
    n = desk.export(here.store, here.state, out=out, limit=limit)
    if n:
        say(f"{out}: {n} {'picture' if n == 1 else 'pictures'}")
        say(
            f"Fill in the column label of {out / 'labels.csv'}; names.txt has the names that the model knows, how.txt says how."
        )
        say(
            f"next: peel feedback import {quote(str(out / 'labels.csv'))} --by NAME --trust auditor"
        )
    else:
        say(
            "Nothing waits for a label. Answers are drawn while the server answers (serve.audit_rate, serve.keep)."
        )


@feedback.command(name="import")
def import_(
    table: Annotated[
        Path, typer.Argument(metavar="CSV", exists=True, dir_okay=False, help="The table.")
    ],
    *,
    by: Annotated[str, typer.Option(help="Who says so.")],
    trust: Annotated[
        Literal["auditor", "staff", "partner", "public"],
        typer.Option(
            help="How far it is believed; only an auditor's labels decide whether the score is under its threshold."
        ),
    ],
    new_names: Annotated[
        bool,
        typer.Option(
            "--new-names",
            help="Also take names that the model does not know: they may become new classes.",
        ),
    ] = False,
) -> None:
    """Bring true labels back from a table with the columns label and ticket or item.

    Where a picture may have several labels they stand with | between them, and - says that none holds. An empty cell says
    nothing. The same table twice changes nothing; a later one corrects an earlier one. A name that the model does not know is refused, for it
    is a slip more often than a new class.

    Example: peel feedback import to-label/labels.csv --by ann --trust auditor
    """
    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import queue as desk
    from peel.feedback.tickets import mint_of
    from peel.project.screen import say
    from peel.text import printable

    here = open_here()
    sender = desk.Sender(by, trust, mint_of(here.state), new_names)
    done = desk.import_labels(here.store, table, sender=sender, now=clock.now())
    say(f"{done.kept} new, {done.same} known already, {done.empty} empty, {done.refused} refused")
    for words in done.words[:10]:
        say(printable(words))
    if any("not a name that the model knows" in words for words in done.words):
        say("Where a name is a new one and no slip: the same command with --new-names.")
    if done.kept and trust == "auditor":
        say(
            "They count for the watch when their day is over (UTC) and nearly all that was asked of it is answered."
        )
    raise typer.Exit(int(bool(done.refused)))
