"""The three files of a bundle, from a folder or a zip, as bytes that were read once."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from peel.errors import PeelError

CARD, GOLDEN = "bundle.json", "golden.npz"
# A candidate that is not deployed yet lies in data/export under its own name.
MODELS = ("model.onnx", "candidate.onnx")
_LARGEST_BYTES = 2**31  # no ONNX file is larger; a zip that claims more is none of ours
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class BundleFiles(NamedTuple):
    """Bytes of the card, the model and the golden batch; what is checked is what runs."""

    card: bytes
    model: bytes
    golden: bytes


def read_files(place: Path) -> BundleFiles:
    """The files of the bundle at `place`; raises P656 (no bundle there), P657 (zip cannot be read)."""
    if place.is_file():
        return _read_zip(place)
    model = next((name for name in MODELS if (place / name).is_file()), MODELS[0])
    names = (CARD, model, GOLDEN)
    missing = [name for name in names if not (place / name).is_file()]
    if missing:
        raise _no_bundle(place, f"without {', '.join(missing)}" if place.is_dir() else "not there")
    return BundleFiles(*((place / name).read_bytes() for name in names))


def _read_zip(place: Path) -> BundleFiles:
    try:
        with zipfile.ZipFile(place) as archive:
            return _read_members(place, archive)
    except _BROKEN_ZIP as error:
        raise PeelError(
            "P657",
            "bundle's zip cannot be read",
            got=f"{place}: {error}",
            allowed="a whole, unencrypted zip of a bundle's folder",
            do="copy it anew, or zip the folder again",
        ) from error


def _read_members(place: Path, archive: zipfile.ZipFile) -> BundleFiles:
    """The bundle may lie in the zip's root or in one folder of it."""
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    cards = [name for name in sizes if PurePosixPath(name).name == CARD]
    if len(cards) != 1:
        raise _no_bundle(place, f"a zip with {len(cards)} files named {CARD}")
    folder = cards[0].removesuffix(CARD)
    model = next((name for name in MODELS if folder + name in sizes), MODELS[0])
    names = [folder + name for name in (CARD, model, GOLDEN)]
    wrong = [name for name in names if not 0 < sizes.get(name, 0) <= _LARGEST_BYTES]
    if wrong:
        raise _no_bundle(place, f"a zip without a usable {', '.join(wrong)}")
    return BundleFiles(*(archive.read(name) for name in names))


def _no_bundle(place: Path, got: str) -> PeelError:
    inner = place / "bundle"
    return PeelError(
        "P656",
        "no bundle there",
        got=f"{place}: {got}",
        allowed=f"a folder or zip with {CARD}, {MODELS[0]} and {GOLDEN}",
        do=f"give {inner}" if inner.is_dir() else "give the folder bundle that `peel build` writes",
    )
