"""What is known of a pretrained network before it is built."""

from __future__ import annotations

from peel.types.items import ImageSpec
from peel.types.record import Record


class Backbone(Record):
    """One network and where its weights come from.

    `package` and `file` name weights inside an installed package; `hub` is what the provider downloads by;
    `sha256` is the digest (or, from a hub's file name, its first digits) that the weights must have, empty
    where none is published.
    """

    name: str
    provider: str
    architecture: str
    image: ImageSpec
    licence: str
    origin: str
    package: str = ""
    file: str = ""
    hub: str = ""
    sha256: str = ""


class Weights(Record):
    """One line of the ledger: weights that were found, and what they are."""

    backbone: str
    provider: str
    file: str
    sha256: str
    licence: str
    origin: str


class TapPoint(Record):
    """Where a tap sits: `path` of the block, and of the map inside it before its projection, if it has one."""

    index: int
    block: str
    path: str
    expansion: str = ""
