"""The pictures that a bundle was trained on, as cut digests: enough to leave them out of a comparison, and no more.

`trained_on.bin` holds the first 8 bytes of the SHA-256 of each picture's pixels, sorted: 400 kB for
50,000 pictures. Who has a picture can tell whether it is among them; nobody can make a picture of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

FILE = "trained_on.bin"
_BYTES = 8


def pack(pixels: Iterable[str]) -> bytes:
    """The bytes of the file from the pixel digests (64 hex digits); the same pictures, the same bytes.

    >>> pack(["ff" * 32, "00" * 32, "ff" * 32]).hex()
    '0000000000000000ffffffffffffffff'
    """
    return b"".join(sorted({bytes.fromhex(one)[:_BYTES] for one in pixels}))


class TrainedOn:
    """What a bundle in a folder was trained on; nothing is known where the file is not that of its card."""

    def __init__(self, bundle: Path, *, digest: str) -> None:
        """Read the file beside the card, if its SHA-256 is `digest`."""
        path = bundle / FILE
        data = path.read_bytes() if path.is_file() else b""
        whole = hashlib.sha256(data).hexdigest() == digest
        self.is_known = bool(data) and whole
        self._cut = {data[i : i + _BYTES] for i in range(0, len(data), _BYTES)} if whole else set()

    def __contains__(self, pixels: str) -> bool:
        """Whether the picture with this pixel digest is among them."""
        return bytes.fromhex(pixels)[:_BYTES] in self._cut
