"""`peel audit`: whether the ledger is as it was written."""

from __future__ import annotations

import typer

audit = typer.Typer(help="Who did what, and whether that was changed later.")


@audit.command()
def verify() -> None:
    """Check the ledger of promotions, keys and everything else that was decided, row by row.

    Each row holds the digest of the one before. Rows cut off at the end leave no trace: write the digest of the newest row
    down elsewhere, and compare. Exit code 1 when a row is not as it was written.

    Example: peel audit verify
    """
    from peel.cli.installation import open_here
    from peel.feedback import ledger
    from peel.project.screen import say

    store = open_here().store
    rows, broken = ledger.read(store), ledger.verify(store)
    if broken:
        say(f"Row {broken.seq} is not as it was written: {broken.why}.")
        raise typer.Exit(1)
    newest = f", the newest {rows[-1].digest}" if rows else ""
    say(f"{len(rows)} rows, all as they were written{newest}")


@audit.command(name="list")
def list_() -> None:
    """Show who did what, the earliest first.

    Example: peel audit list
    """
    import json

    from peel import clock
    from peel.cli.installation import open_here
    from peel.feedback import ledger
    from peel.project.screen import say_columns
    from peel.text import printable

    rows = [("when", "who", "what", "details")]
    for row in ledger.read(open_here().store):
        details = json.dumps(row.details, sort_keys=True, ensure_ascii=False)
        rows.append((clock.iso(row.at), printable(row.who), row.what, printable(details)))
    say_columns(rows)
