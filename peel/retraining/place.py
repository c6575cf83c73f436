"""What a retraining works with: the installation, its store, what is set, and what is given to it by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from peel.params.load import FILE, load
from peel.params.sections import Params
from peel.registry.registry import Registry, open_registry


class Tools(NamedTuple):
    """How a project's pipeline is run, what time it is (seconds, UTC), and who hears what is being done."""

    repro: Callable[[Path], None]
    now: Callable[[], float]
    say: Callable[[str], None]


class Place(NamedTuple):
    """The installation, its parameters as they stand in the project now, and how it is worked with."""

    registry: Registry
    params: Params
    tools: Tools

    @property
    def project(self) -> Path:
        """The person's project, which is only read, but for one new branch at the end."""
        return self.registry.project


def place_of(project: Path, tools: Tools) -> Place:
    """The place of the installation in `project`; raises P831, P832, and P101 to P105 for its params.yaml."""
    return Place(open_registry(project.resolve()), load(project / FILE), tools)
