"""`peel promote`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_WAITS = 3


def promote(
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="[MODEL]",
            help="A model that waits, by the beginning of its digest as peel models shows it; without one the last build.",
        ),
    ] = None,
    *,
    version: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Your yes: the version that the model will get, as v1.1.0. Without it you are asked, in a terminal. The first champion needs none.",
        ),
    ] = None,
    override: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Let it take over although it did not pass, or is not proven better. The reason is logged and shown.",
        ),
    ] = None,
    reject: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Your no: the model that waits shall not take over. The reason is logged and shown.",
        ),
    ] = None,
) -> None:
    """Let a model take over as the champion, which is what the server answers with.

    The first one must have passed its threshold. Every later one is compared with the champion, on sealed pictures and on
    new ones from use, and takes over when it is better and you say yes. Exit code 0: it is the champion; 1: it is not better;
    3: it waits, for your yes or for more labels; 2: an error.

    Examples: peel promote · peel promote --version v1.1.0 · peel promote --version v1.1.0 --override "the old camera is gone"
    """
    from peel import clock
    from peel.cli import approval
    from peel.process.environment import user
    from peel.project import place
    from peel.project.screen import say
    from peel.registry.promote import reject as turn_down
    from peel.registry.promote import settled
    from peel.registry.registry import Decision, open_registry

    against, no = (approval.reason(one) for one in (override, reject))
    registry = open_registry(place.find(Path.cwd()))
    decision = Decision(by=user(), now=clock.now(), override=against)
    champion = settled(registry)
    chosen = approval.chosen(registry, model, now=decision.now)
    if no:
        turn_down(registry, chosen, decision=decision, reason=no)
        say(f"{chosen[:12]} is turned down: it takes nobody's place.")
        raise typer.Exit
    given = approval.Given(version, against)
    approval.refuse_other(registry, chosen, given=given)
    is_other = champion is None or champion.digest != chosen
    if champion and is_other and not against:
        verdict = approval.judged(registry, chosen, champion=champion, now=decision.now)
        if verdict != "promote":
            raise typer.Exit(_WAITS if verdict == "shadow" else 1)
    wants_yes = is_other and (champion is not None or bool(against))
    if wants_yes and not approval.agreed(registry, chosen, given=given):
        raise typer.Exit(_WAITS)
    approval.done(registry, chosen, decision=decision)
