"""`peel report`."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER")


def report(
    *,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Say where the report of the last build lies.

    Example: peel report --open
    """
    from peel.project import place, result

    path = result.report(place.find(Path.cwd())).resolve()
    print(path)
    if show and not _opened(path.as_uri()):
        said = "nothing opened: no browser and no screen were found here; open the file above where there are"
        print(said, file=sys.stderr)


def _opened(address: str) -> bool:
    """Whether a browser took it. On Linux without a screen (ssh, a container) none is asked: it would fail unheard."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        return False
    try:
        return webbrowser.open(address)
    except (OSError, webbrowser.Error):
        return False
