"""What single-label classification says of a film: the class of each shot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

from peel.films import segments
from peel.films.reel import Eye, Reel, Seen, Watching
from peel.problem import Viewer
from peel.problems.classification.decode import P


class Viewing:
    """The most probable class by the mean of what frames say."""

    def watch(self, reel: Reel, eye: Eye, *, how: Watching) -> Seen:
        """A row a shot."""
        names = eye.space.names

        def told(outputs: Mapping[str, NDArray[Any]]) -> list[tuple[str, float]]:
            (p,) = outputs[P]
            best = int(p.argmax())
            return [(names[best], float(p[best]))]

        return segments.watch(reel, eye, how=how, told=told)


VIEWER: Viewer = Viewing()
