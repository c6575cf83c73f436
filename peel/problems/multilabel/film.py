"""What several labels a picture say of a film: those of each shot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.films import segments
from peel.films.reel import Eye, Reel, Seen, Watching
from peel.problem import Viewer
from peel.problems.multilabel.decode import P, holds


class Viewing:
    """The labels that hold by the mean of what frames say."""

    def watch(self, reel: Reel, eye: Eye, *, how: Watching) -> Seen:
        """A row for each label of a shot; none for a shot without labels."""
        names = eye.space.names

        def told(outputs: Mapping[str, NDArray[Any]]) -> list[tuple[str, float]]:
            (held,), (p,) = holds(outputs, eye.space), outputs[P]
            return [(names[j], float(p[j])) for j in np.flatnonzero(held)]

        return segments.watch(reel, eye, how=how, told=told)


VIEWER: Viewer = Viewing()
