"""The judging sets as rows: one pass of the default network over each, kept in .peel/benchmarks so that it is paid once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from accuracy import pixels
from sets import FOLDER, read

from peel.backbones.cut import INPUT
from peel.backbones.network import Network
from peel.images.digest import of_pixels, thumb
from peel.runners.local import Resizer
from peel.runtime.session import open_session
from peel.types.items import Size

KEPT = Path(__file__).resolve().parent.parent / ".peel" / "benchmarks"


class Rows(NamedTuple):
    """One set: features of all taps side by side (n, d), class numbers, names, and what near duplicates are found by.

    `hidden` marks the part that `sets.read` keeps for judging.
    """

    x: np.ndarray
    y: np.ndarray
    hidden: np.ndarray
    names: np.ndarray
    items: np.ndarray
    pixels: np.ndarray
    thumbs: np.ndarray


def rows(name: str, network: Network) -> Rows:
    """The rows of a set, from the file of an earlier call where set and network are the same."""
    archive = hashlib.sha256((FOLDER / f"{name}.zip").read_bytes()).hexdigest()
    path = KEPT / f"{name}-{archive[:12]}-{network.key[:12]}.npz"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **_made(name, network)._asdict())
    with np.load(path) as kept:
        return Rows(**{field: kept[field] for field in Rows._fields})


def _made(name: str, network: Network) -> Rows:
    items, session, resizer = read(name), open_session(network.graph), Resizer(Size(224), Path())
    names, x, digests, thumbs = sorted({item.label for item in items}), [], [], []
    for item in items:
        picture = pixels(item)
        vectors = session.run(None, {INPUT: resizer.see(picture)})
        x.append(np.concatenate([v[0] for v in vectors]).astype(np.float16))
        digests.append(of_pixels(picture))
        thumbs.append(np.frombuffer(thumb(picture), np.uint8))
    return Rows(
        x=np.stack(x),
        y=np.array([names.index(item.label) for item in items]),
        hidden=np.array([item.is_hidden for item in items]),
        names=np.array(names),
        items=np.array([hashlib.sha256(item.data).hexdigest() for item in items]),
        pixels=np.array(digests),
        thumbs=np.stack(thumbs),
    )
