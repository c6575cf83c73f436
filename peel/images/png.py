"""PNG files without the words that programs write into them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEAD = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\0\0"  # not compressed: it may state a rotation
_SMALL = 1 << 20
_WORDS = frozenset((b"tEXt", b"zTXt", b"iTXt", b"iCCP"))


def without_words(data: bytes) -> bytes:
    """The same picture without its chunks of text and profile; any other bytes as they are.

    Pillow refuses a PNG whose text unpacks to more than 1 MiB. The pixels do not depend on it; XMP of
    common size stays, because it may say how the picture is turned.
    """
    return b"".join(_kept(data)) if data.startswith(_HEAD) else data


def _kept(data: bytes) -> Iterator[bytes]:
    yield _HEAD
    at = len(_HEAD)
    while at < len(data):
        head = data[at : at + 8]
        size = struct.unpack(">I", head[:4])[0] + 12 if len(head) == 8 else len(head)
        chunk = data[at : at + size]
        is_xmp = chunk[8:].startswith(_XMP) and size < _SMALL
        if head[4:] not in _WORDS or is_xmp:
            yield chunk
        at += size
