"""What a process that decodes films is asked, and how it tells times; who asks it loads no decoder."""

from __future__ import annotations

import struct
from typing import NamedTuple

TIME = struct.Struct("<d")


class Asked(NamedTuple):
    """What the parent asks: the file, the width and height of frames (0: as they are), each which frame, and the limits.

    A height without a width is what the shorter side has at most.
    """

    file: int
    width: int
    height: int
    every: int
    frames: int
    pixels: int
    memory: int
    cpu_s: int
