"""How a map becomes a vector."""

from __future__ import annotations

from enum import StrEnum


class Pooling(StrEnum):
    """Each is a prefix of a tap's vector: m = mean of the block's map, s = its standard deviation, e = mean of the expanded map, g = 2 x 2 grid of means."""

    MEAN = "mean"
    MS = "ms"
    EMS = "ems"
    MSG = "msg"
    EMSG = "emsg"
