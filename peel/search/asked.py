"""Which of the two searches answers what is asked: by vectors of pictures, or by maps of them."""

from __future__ import annotations

from pathlib import Path

from peel.backbones import registry
from peel.problem import Finder
from peel.search.request import Asked, request
from peel.search.search import search
from peel.types.model import Choice


def run(asked: Asked, folder: Path) -> Choice:
    """Search, and write the outputs into `folder`; the choice is also returned."""
    if not isinstance(asked.learner, Finder):
        kind = asked.problem, asked.learner
        return search(request(asked.items, kind, how=asked.how, place=asked.place), folder)
    try:  # PyTorch takes seconds, and who learns from vectors needs none of it here
        from peel.search import finding
    except ImportError as error:
        raise registry.cannot_build(error) from error
    return finding.search(asked, asked.learner, folder=folder)
