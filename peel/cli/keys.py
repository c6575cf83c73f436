"""`peel keys`: who may call the server."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated, Literal

import typer

keys = typer.Typer(help="Keys of those who may call the server.")
Scope = StrEnum("Scope", "predict feedback look label build approve metrics admin")
Scopes = Annotated[
    list[Scope],
    typer.Option(
        "--scope",
        help="What it opens; again for more. predict: answers; feedback: labels; look: the state; metrics: numbers for a monitor; admin: everything. label, build and approve are for later: nothing asks for them yet.",
    ),
]


@keys.command()
def make(  # noqa: PLR0913 (an option each)
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help='Whose it is, such as "camera 3" (in quotes, for it has a space).'
        ),
    ],
    *,
    scopes: Scopes = [Scope.predict, Scope.feedback],  # noqa: B006 (typer reads it once)
    trust: Annotated[
        Literal["auditor", "staff", "partner", "public"],
        typer.Option(help="How far labels that come with it are believed."),
    ] = "public",
    days: Annotated[
        int | None, typer.Option(min=1, help="It ends after so many days; else never.")
    ] = None,
    per_minute: Annotated[
        int, typer.Option(min=1, help="How many requests it may make in a minute.")
    ] = 600,
) -> None:
    """Make a key, and show it once: only its digest is kept.

    Labels with trust auditor decide whether the score is under its threshold; with public they only raise a question.

    Example: peel keys make "camera 3" --scope predict --scope feedback --days 365
    """
    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import keys as shelf
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.text import printable
    from peel.types.key import NewKey

    store, now = open_here().store, clock.now()
    asked = NewKey(
        name=name.strip()[:200] or "nobody",
        scopes=tuple(scope.value for scope in scopes),
        trust=trust,
        per_minute=per_minute,
        expires_at=now + days * 86_400 if days else None,
    )
    same = shelf.called(store, asked.name, now=now)
    print(shelf.make(store, asked, who="peel keys make", now=now))
    say("This text is shown only once: keep it where nobody else reads it.", stream=sys.stderr)
    for one in same:
        words = f"Another key is called {printable(asked.name)} too, and still counts; to end it: peel keys revoke {one.id}"
        say(typed(words), stream=sys.stderr)


@keys.command(name="list")
def list_() -> None:
    """Show every key that was made: its id, whose it is, what it opens, and whether it still counts.

    Example: peel keys list
    """
    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import keys as shelf
    from peel.project.screen import say, say_columns
    from peel.text import printable

    known, now = shelf.all_keys(open_here().store), clock.now()
    if not known:
        say("No key was made yet: peel keys make NAME")
        return
    rows = [("id", "name", "opens", "trust", "a minute", "state")]
    for key in known:
        opens = ",".join(key.scopes)
        state = shelf.standing(key, now=now)
        rows.append((key.id, printable(key.name), opens, key.trust, str(key.per_minute), state))
    say_columns(rows)


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="As `peel keys list` shows it.")],
) -> None:
    """End a key; servers that run notice within seconds.

    Example: peel keys revoke 3fa94c01
    """
    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import keys as shelf
    from peel.project.screen import say

    shelf.revoke(open_here().store, key, who="peel keys revoke", now=clock.now())
    say(f"Key {key} counts no more.")


@keys.command()
def renew() -> None:
    """Make a new key for the pointer, which says which model is served, and sign it anew; the old key is worth nothing then.

    Servers go on without a pause. Type it when somebody may have read the old key.

    Example: peel keys renew
    """
    from peel import clock
    from peel.bundle import pointer
    from peel.cli.installation import open_here
    from peel.feedback import ledger
    from peel.process.environment import user
    from peel.project.screen import say
    from peel.types.ledger import Deed

    here = open_here()
    pointer.rotate_key(here.state)
    ledger.note(
        here.store, Deed(who=user(), what="key-made", details={"key": "pointer"}), now=clock.now()
    )
    say("The pointer has a new key.")
