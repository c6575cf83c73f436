"""`peel serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    *,
    bundle: Annotated[
        Path, typer.Option(help="Folder or zip with the model, until one was promoted.")
    ] = Path("bundle"),
    host: Annotated[str, typer.Option(help="Address to listen on; else serve.host.")] = "",
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; else serve.port. 0: a free one.")
    ] = None,
    override: Annotated[
        str, typer.Option(help="Why a model that did not pass is served all the same.")
    ] = "",
) -> None:
    """Answer pictures over HTTP, write the answers down, and take true labels back.

    Examples: peel serve · peel serve --port 9000 · peel serve --bundle other/bundle
    """
    from peel.project import extra

    extra.need_serve_extra()
    from peel.installation import running
    from peel.serving import run

    wanted = run.Wanted(Path(), bundle, host, port, override)
    running.refuse_second(wanted.project, run.params_of(wanted).serve)
    run.serve(wanted)
