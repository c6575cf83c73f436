"""A bundle without a picture: its golden batch gets a drawn one in its place, what it was trained on one line less."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel import files
from peel.bundle import golden, trained_on
from peel.bundle.cards import read_card
from peel.bundle.files import CARD, GOLDEN, MODELS
from peel.care.traces import Traces
from peel.runtime.session import open_session, run
from peel.types.bundle import Card


def holds(bundle: Path, traces: Traces) -> bool:
    """Whether the bundle in the folder has something to take out; nothing is changed."""
    card = read_card((bundle / CARD).read_bytes(), bundle)
    batch = golden.unpack((bundle / GOLDEN).read_bytes(), card.outputs)
    return any(map(traces.in_picture, batch.images)) or _trained_on(bundle, traces) is not None


def rewritten(bundle: Path, traces: Traces) -> bool:
    """Rewrite the bundle in the folder in one step; whether there was something to take out.

    The model stays the same file and gives the same answers; the card, which holds the digests of the others, does not. In the
    batch a picture of noise of the same size stands in, with what the file answers to it here.
    """
    card = read_card((bundle / CARD).read_bytes(), bundle)
    told = {
        GOLDEN: _golden(bundle, card, traces=traces),
        trained_on.FILE: _trained_on(bundle, traces),
    }
    new = {name: data for name, data in told.items() if data is not None}
    if not new:
        return False
    fields = {GOLDEN: "golden_sha256", trained_on.FILE: "trained_on_sha256"}
    changed = {fields[name]: hashlib.sha256(data).hexdigest() for name, data in new.items()}
    new[CARD] = card.model_copy(update=changed).to_json().encode()
    with files.new_folder(bundle) as folder:
        for path in sorted(path for path in bundle.iterdir() if path.is_file()):
            files.write_bytes(folder / path.name, new.get(path.name) or path.read_bytes())
    return True


def _golden(bundle: Path, card: Card, *, traces: Traces) -> bytes | None:
    batch = golden.unpack((bundle / GOLDEN).read_bytes(), card.outputs)
    found = [place for place, image in enumerate(batch.images) if traces.in_picture(image)]
    if not found:
        return None
    images = list(batch.images)
    outputs = {name: array.copy() for name, array in batch.outputs.items()}
    model = next(bundle / name for name in MODELS if (bundle / name).is_file())
    session = open_session(model.read_bytes())
    for place in found:
        images[place] = _noise(images[place].shape, seed=place)
        answers = run(session, images[place][None], outputs=card.outputs)
        for name, array in outputs.items():
            array[place] = answers[name][0]
    return golden.pack(golden.Golden(tuple(images), outputs))


def _noise(shape: tuple[int, ...], *, seed: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def _trained_on(bundle: Path, traces: Traces) -> bytes | None:
    path = bundle / trained_on.FILE
    data = path.read_bytes() if path.is_file() else b""
    there = [data[at : at + 8] for at in range(0, len(data), 8)]
    gone = {bytes.fromhex(one)[:8] for one in traces.pixels}
    left = [one for one in there if one not in gone]
    return b"".join(left) if len(left) < len(there) else None
