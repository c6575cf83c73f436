"""`peel audit`: whether the ledger is as it was written."""

from __future__ import annotations

import typer

audit = typer.Typer(help="Who did what, and whether that was changed later.")


@audit.command()
def verify() -> None:
    """Check the ledger of promotions, keys and everything else that was decided, row by row.

    Each row holds the digest of the one before. What was seen last stands in .peel/loop/ledger.seen: rows that were there then and are
    gone, or are others, are found too. Exit code 1 when a row is not as it was written.

    Example: peel audit verify
    """
    from peel import files
    from peel.cli.installation import open_here
    from peel.feedback import ledger
    from peel.project.screen import say
    from peel.text import counted

    here = open_here()
    note = here.state.folder / "ledger.seen"
    number, digest = files.read_json(note) if note.exists() else (0, "")
    broken = ledger.verify(here.store, seen=(number, digest))
    if broken:
        say(f"Row {broken.seq} is not as it was written: {broken.why}.")
        raise typer.Exit(1)
    rows = ledger.read(here.store)
    newest = (rows[-1].seq, rows[-1].digest) if rows else (0, "")
    files.write_json(note, newest)
    say(f"{counted(len(rows), 'row')}, as written" + (f"; the newest: {newest[1]}" if rows else ""))


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
