"""`peel alert`: whether people would be told."""

from __future__ import annotations

from pathlib import Path

import typer

alert = typer.Typer(help="Whether people would be told of a dip.")


@alert.callback()
def _about() -> None:
    """Whether people would be told of a dip."""


@alert.command()
def test() -> None:
    """Send a message to each address for alerts, and say what became of it; exit code 1 when one did not take it.

    The addresses stand, one a line, in .peel/loop/secrets/alerts (mode 600), or in PEEL_ALERT_URLS of whoever sends.

    Example: peel alert test
    """
    from peel import clock
    from peel.errors import PeelError
    from peel.params.environment import alert_urls
    from peel.project import place
    from peel.project.screen import say
    from peel.project.state import state_of
    from peel.watch.alerts import targets
    from peel.watch.outbox import Message
    from peel.watch.send import send, show

    project, now = place.find(Path.cwd()), clock.now()
    addresses = targets(state_of(project))
    if not addresses:
        raise PeelError(
            "P861",
            "nobody to tell",
            got="no address for alerts",
            allowed="addresses as Apprise knows them, in PEEL_ALERT_URLS or .peel/loop/secrets/alerts",
            do="write them into .peel/loop/secrets/alerts, one a line; then: chmod 600 .peel/loop/secrets/alerts && peel alert test",
        )
    title = f"Peel: a test of the alerts of {project.resolve().name}"
    message = Message(f"test {now:.0f}", "info", title, "You would be told like this.")
    hindered = [send(address, message, now=now) for address in addresses]
    for number, (address, why) in enumerate(zip(addresses, hindered, strict=True), 1):
        say(f"address {number} ({show(address)}): {why or 'taken'}")
    if alert_urls():
        say(
            "They stand in PEEL_ALERT_URLS of this terminal; what peel up started knows those of the terminal where it was typed. The file .peel/loop/secrets/alerts counts in both where that variable is not set."
        )
    raise typer.Exit(int(any(hindered)))
