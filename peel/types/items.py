"""The manifest's columns: one row is one item.

Written by ingest (first block), completed by validate (second) and split (third). All tables are Parquet.
"""

from __future__ import annotations

from typing import NamedTuple

from peel.types.record import Record

INGEST = {
    "item": "sha256 of the file's bytes, 64 hex digits: the key on the whole way",
    "path": "where it lies in the source, relative, with /",
    "line": "line of the CSV that names it, 0 without one",
    "label": "what the source says of it, as the problem kind writes it (classification: the class)",
    "part": "given part: train, val, test, or empty",
    "group": "given group, or empty",
    "shard": "file name of the tar shard",
    "offset": "first byte of the picture in the shard",
    "size": "bytes of the picture",
    "frames": "frames of a clip that the picture holds in a grid; 1: it is one picture",
}
VALIDATE = {
    "width": "pixels, after EXIF rotation",
    "height": "pixels, after EXIF rotation",
    "mode": "Pillow's mode as stored",
    "format": "JPEG, PNG, ...",
    "pixels": "sha256 of height, width and RGB bytes, 64 hex digits",
    "thumb": "bytes: 16 x 16 uint8 grey, area-averaged, for near duplicates",
}
SPLIT = {
    "family": "id of the group that must stay together (near duplicates and given groups joined)",
    "fold": "0 to at most 4 for a train item, -1 for a test item; one family, one fold",
}


class Size(NamedTuple):
    """The side in pixels at which a network sees a picture, and how many frames in a grid each item is."""

    px: int
    frames: int = 1


class ImageSpec(Record):
    """How pixels enter the network: resize (linear, antialias, half-pixel) to size_px squared, then x / 127.5 - 1 and the like.

    The network sees `(pixel - mean) / std` with mean and std in units of 0..255, per RGB channel. Of an item that is a
    grid of `frames` frames of a clip it sees each frame so; clips were `seconds` long (0: it is not known).
    """

    size_px: int = 224
    frames: int = 1
    seconds: float = 0.0
    geometry: str = "squash"
    mean: tuple[float, float, float] = (127.5, 127.5, 127.5)
    std: tuple[float, float, float] = (127.5, 127.5, 127.5)

    @property
    def size(self) -> Size:
        """The side and the frames."""
        return Size(self.size_px, self.frames)
