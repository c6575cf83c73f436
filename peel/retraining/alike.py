"""Which pictures that may teach show what a fresh one shows: learnt, they would be judged by what is known by heart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from peel.errors import PeelError
from peel.images.decode import decode
from peel.images.digest import thumb
from peel.split.leaks import cut_chains, find_links, join

_MEMBERS, _SHARE = 20, 0.1  # a family with more, in number and share, has grown by chaining


def beside(places: Sequence[Path], others: Sequence[Path]) -> set[Path]:
    """Those of `places` that are near duplicates of one of `others`, or of one that is, by the rule of the split; unreadable ones are none.

    Costs a decoding of each.
    """
    shown = [(path, thumb_) for path in (*places, *others) if (thumb_ := _thumb(path)) is not None]
    if not shown:
        return set()
    thumbs = np.stack([np.frombuffer(each, np.uint8) for _, each in shown])
    most = max(_MEMBERS, int(_SHARE * len(shown)))
    links = cut_chains(find_links(thumbs), limits=np.full(len(shown), most, np.int64))
    families = join(links, keys=(), n=len(shown)).tolist()
    taken, held = set(places), set(others)
    of_held = {family for family, (path, _) in zip(families, shown, strict=True) if path in held}
    return {
        path
        for family, (path, _) in zip(families, shown, strict=True)
        if path in taken and family in of_held
    }


def _thumb(path: Path) -> bytes | None:
    try:
        return thumb(decode(path.read_bytes()).pixels)
    except (OSError, PeelError):
        return None
