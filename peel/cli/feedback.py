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
    from peel.feedback.queue import export
    from peel.project.command import typed
    from peel.project.screen import say

    here = open_here()
    n = export(here.store, here.state, out=out, limit=limit)
    if n:
        say(f"{out}: {n} {'picture' if n == 1 else 'pictures'}")
        table = out / "labels.csv"
        if table.exists():
            say(
                f"Fill in the column label of {table}; names.txt has the names that the model knows, how.txt says how."
            )
        else:
            say(
                f"Draw boxes on them with a tool of yours, and save its annotations into {out}; how.txt says how."
            )
        back = quote(str(table if table.exists() else out))
        say(typed(f"next: peel feedback import {back} --by NAME --trust auditor"))
    else:
        say(
            "Nothing waits for a label. Answers are drawn while the server answers (serve.audit_rate, serve.keep)."
        )


@feedback.command(name="import")
def import_(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE",
            exists=True,
            help="The table; or the folder, where boxes were drawn.",
        ),
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

    Where a model finds things, labels are boxes: name the folder of `peel feedback queue` with the annotations that your tool wrote into it, in any
    form that a build reads. A picture without annotations says nothing, one that they list without a box that nothing is there.

    Where a picture may have several labels they stand with | between them, and - says that none holds. An empty cell says
    nothing. The same table twice changes nothing; a later one corrects an earlier one. A name that the model does not know is refused, for it
    is a slip more often than a new class.

    Examples: peel feedback import to-label/labels.csv --by ann --trust auditor · peel feedback import to-label --by ann --trust auditor
    """
    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import importing
    from peel.feedback.tickets import mint_of
    from peel.project.screen import say
    from peel.text import printable

    if not by.strip():
        raise typer.BadParameter("--by is empty; whoever labelled is named")
    here = open_here()
    sender = importing.Sender(by, trust, mint_of(here.state), new_names)
    done = importing.import_labels(here.store, table, sender=sender, now=clock.now())
    say(f"{done.kept} new, {done.same} known already, {done.empty} empty, {done.refused} refused")
    if done.bare:
        say(
            f"Of the new labels {done.bare} {'says' if done.bare == 1 else 'say'} that nothing is there: pictures that the table or the annotations list without any. "
            "Where nobody looked at these, label them and type the command again: the later label counts."
        )
    for words in done.words[:10]:
        say(printable(words))
    if any("not a name that the model knows" in words for words in done.words):
        say("Where a name is a new one and no slip: the same command with --new-names.")
    if done.kept and trust == "auditor":
        say(
            "They count for the watch when their day is over (UTC) and nearly all that was asked of it is answered."
        )
    raise typer.Exit(int(bool(done.refused)))
