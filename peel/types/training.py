"""train.json: what was made of the choice."""

from __future__ import annotations

from typing import Any

from peel.types.model import Branch, Member
from peel.types.record import Record
from peel.types.stranger import Stranger


class Training(Record):
    """The file in numbers, of the whole network beside it, and the digests of what train left.

    `macs` are multiply-adds for one picture, `depth_full` and `..._full` those of the network that nothing was cut from.
    """

    n_items: int
    data_digest: str
    licences: tuple[dict[str, Any], ...]
    branches: tuple[Branch, ...]
    members: tuple[Member, ...]
    calibration: tuple[float, ...]
    depth: int
    depth_full: int
    block: str
    taps: tuple[int, ...]
    parameters: int
    network_parameters: int
    parameters_full: int
    macs: int
    macs_full: int
    megabytes: float
    stranger: Stranger | None = None
    sha256: dict[str, str]
