"""Sets of several labels a picture as rows: one pass of the default network over each, kept in .peel/benchmarks so that it is paid once."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sets import FOLDER

from peel.backbones.cut import INPUT
from peel.backbones.network import Network
from peel.images.decode import decode
from peel.runners.local import Resizer
from peel.runtime.session import open_session
from peel.testing import synthetic
from peel.types.items import Size

KEPT = Path(__file__).resolve().parent.parent / ".peel" / "benchmarks"
POSTERS = FOLDER / "movieposters.zip"
DRAWN, LABELS = 2000, 20


class LabelRows(NamedTuple):
    """Features of all taps side by side (n, d), labels (n, k): 1 yes, 0 no, and the names of the labels."""

    x: np.ndarray
    values: np.ndarray
    names: np.ndarray


def posters(network: Network) -> LabelRows:
    """Film posters and their genres; a poster that comes twice counts once."""
    return _kept("movieposters", _posters(), network=network)


def drawn(network: Network) -> LabelRows:
    """Shapes in colours, drawn by the program."""
    return _kept("drawn", _drawn(), network=network)


Labelled = Iterator[tuple[np.ndarray, dict[str, int]]]


def _posters() -> Labelled:
    with zipfile.ZipFile(POSTERS) as archive:
        table = csv.DictReader(io.TextIOWrapper(archive.open("movieposters/train.csv"), "utf-8"))
        seen: set[str] = set()
        for line in table:
            data = archive.read(f"movieposters/Images/{line.pop('Id')}.jpg")
            line.pop("Genre")
            digest = hashlib.sha256(data).hexdigest()
            if digest not in seen:
                seen.add(digest)
                yield decode(data).pixels, {name: int(value) for name, value in line.items()}


def _drawn() -> Labelled:
    rng = np.random.default_rng(0)
    for shown in synthetic.draw_labels(DRAWN, k=LABELS, rng=rng):
        picture = synthetic.show(shown, rng)
        yield picture, dict(zip(synthetic.THINGS, shown.astype(int).tolist(), strict=False))


def _kept(name: str, labelled: Labelled, *, network: Network) -> LabelRows:
    path = KEPT / f"{name}-{network.key[:12]}.npz"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(path, **_made(labelled, network)._asdict())
    with np.load(path) as kept:
        return LabelRows(**{field: kept[field] for field in LabelRows._fields})


def _made(labelled: Labelled, network: Network) -> LabelRows:
    session, resizer, x, found = open_session(network.graph), Resizer(Size(224), Path()), [], []
    for picture, labels in labelled:
        vectors = session.run(None, {INPUT: resizer.see(picture)})
        x.append(np.concatenate([v[0] for v in vectors]).astype(np.float16))
        found.append(labels)
    names = list(found[0])
    values = np.array([[one[name] for name in names] for one in found], np.int8)
    return LabelRows(np.stack(x), values, np.array(names))
