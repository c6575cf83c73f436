"""Where an installation lives: its project, its state, its store."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from peel.feedback.store import Store, open_store
from peel.project.state import State, state_of


class Home(NamedTuple):
    """The folder of the project (which may hold nothing but a state, where only a model is served), and what is kept there."""

    project: Path
    state: State
    store: Store


def home_of(project: Path) -> Home:
    """The installation in `project`, its store opened."""
    state = state_of(project)
    return Home(project, state, open_store(state))
