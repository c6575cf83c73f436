"""Bundles that were offered or registered, kept whole by the digest of their card: DVC deletes its outputs before a run."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from peel import files
from peel.bundle.files import MODELS, BundleFiles
from peel.bundle.load import read_whole
from peel.errors import PeelError
from peel.project.state import State
from peel.types.bundle import Card

_PLACED = "placed.json"  # says of one place when the model came there


def put(state: State, bundle: Path) -> str:
    """Keep the bundle in the folder `bundle`; returns its digest. On disk when this returns; costs nothing the second time.

    Raises P656 (no bundle there), P658 (card), P660 (a file that is not the card's).
    """
    digest = _digest(read_whole(bundle)[1])
    place = state.models / digest
    if _is_whole(place):
        return digest
    with files.new_folder(place) as folder:
        for path in sorted(path for path in bundle.iterdir() if path.is_file()):
            if path.name != _PLACED:
                name = MODELS[0] if path.name in MODELS else path.name
                shutil.copyfile(path, folder / name)
                files.sync(folder / name)
        files.sync(folder)
    files.sync(state.models)
    return digest


def folder(state: State, digest: str) -> Path:
    """Where the bundle with this digest lies; raises P872 where it does not, or where its files are others."""
    place = state.models / digest
    if not _is_whole(place):
        raise PeelError(
            "P872",
            "a registered model is not there as it was registered",
            got=place,
            allowed="the folder as it was kept, file by file",
            do="bring it back from a backup (peel restore), or promote another model: peel models",
        )
    return place


def card(state: State, digest: str) -> Card:
    """The card of a kept bundle; raises P872."""
    return read_whole(folder(state, digest))[0]


def find(state: State) -> list[str]:
    """The digests of all bundles that are kept, sorted."""
    if not state.models.is_dir():
        return []
    return sorted(path.name for path in state.models.iterdir() if not path.name.startswith("."))


def _is_whole(place: Path) -> bool:
    try:
        return _digest(read_whole(place)[1]) == place.name
    except (PeelError, OSError):
        return False


def _digest(files_: BundleFiles) -> str:
    return hashlib.sha256(files_.card).hexdigest()
