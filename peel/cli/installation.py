"""The installation in the folder where a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from peel.feedback.store import Store
    from peel.project.state import State


class Here(NamedTuple):
    """Its state and its open store."""

    state: State
    store: Store


def open_here() -> Here:
    """The installation in the current folder, its store made where there is none; raises P721 where nothing of Peel is there."""
    from peel.feedback.store import open_store
    from peel.project import place
    from peel.project.state import state_of

    state = state_of(place.installation(Path.cwd()))
    return Here(state, open_store(state))
