"""`peel doctor`."""

from __future__ import annotations

import typer


def doctor() -> None:
    """Look at this machine: versions, providers that really work, weights, telemetry, disk, clock.

    Exit code 1 when something has to be mended before a build can run.

    Example: peel doctor
    """
    from peel.cli import checks

    rows = list(checks.all_checks())
    checks.print_checks(rows)
    raise typer.Exit(int(any(row.state == "bad" for row in rows)))
