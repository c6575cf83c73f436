"""Detectors by the names that a leaderboard gives them, where `search.only` keeps the search to some."""

from __future__ import annotations

import re
from typing import NamedTuple

from peel.detection.frame import Frame
from peel.errors import PeelError
from peel.params.sections import Search
from peel.search import only

_NAME = re.compile(
    r"(?P<network>.+)/(?P<depth>\d+)/mean/two stages( and a convolutional head of (?P<steps>[1-9]\d{0,5}) steps)? at (?P<width>\d{2,4}) x (?P<height>\d{2,4})"
)
_FORM = "NETWORK/DEPTH/mean/two stages at WIDTH x HEIGHT"
_STEP_PX = 32


class Named(NamedTuple):
    """A network, the depth to which its maps are read, the frame, and for how many steps a convolutional head learns, 0 where there is none."""

    network: str
    depth: int
    frame: Frame
    steps: int = 0


def head(frame: Frame, *, steps: int = 0) -> str:
    """What a leaderboard calls a detector: first stages and the size of the frame tell those of one depth apart.

    >>> head(Frame(480, 640))
    'two stages at 640 x 480'
    >>> head(Frame(480, 640), steps=400)
    'two stages and a convolutional head of 400 steps at 640 x 480'
    """
    more = f" and a convolutional head of {steps} steps" if steps else ""
    return f"two stages{more} at {frame.width} x {frame.height}"


def read(how: Search) -> list[Named]:
    """The detectors of `search.only`, each once; raises P890 where a name is that of none, or of a network that is not asked for."""
    return [_read(name, how) for name in dict.fromkeys(how.only or ())]


def refused(name: str, how: Search) -> PeelError:
    """P890, of a name to which there is no detector."""
    return only.refused(name, how, what="detector", form=_FORM)


def _read(name: str, how: Search) -> Named:
    found = _NAME.fullmatch(name)
    if found is None or found["network"] not in how.backbones:
        raise refused(name, how)
    frame = Frame(int(found["height"]), int(found["width"]))
    if any(side % _STEP_PX or not side for side in frame):
        raise refused(name, how)
    return Named(found["network"], int(found["depth"]), frame, int(found["steps"] or 0))
