"""The three files of a bundle, from a folder or a zip, as bytes that were read once."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from peel.errors import PeelError

CARD, GOLDEN = "bundle.json", "golden.npz"
# A candidate that is not deployed yet lies in data/export under its own name.
CANDIDATE = "candidate.onnx"
EXPORT = Path("data/export")
MODELS = ("model.onnx", CANDIDATE)
# No ONNX file is larger than the first; a bundle that claims more is none of ours.
_LARGEST_BYTES = {CARD: 2**24, GOLDEN: 2**26} | dict.fromkeys(MODELS, 2**31)
_LARGEST_SHRINKAGE = 100  # a network's weights hardly shrink: what does so more is a bomb
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


class BundleFiles(NamedTuple):
    """Bytes of the card, the model and the golden batch; what is checked is what runs."""

    card: bytes
    model: bytes
    golden: bytes


def read_files(place: Path) -> BundleFiles:
    """The files of the bundle at `place`; raises P656 (no bundle there), P657 (zip cannot be read)."""
    if os.path.isfile(place):  # unlike the method of a path, it raises for no name
        return _read_zip(place)
    model = next((name for name in MODELS if os.path.isfile(place / name)), MODELS[0])
    names = (CARD, model, GOLDEN)
    missing = [name for name in names if not _is_usable(place / name)]
    if missing:
        raise _no_bundle(
            place, f"without {', '.join(missing)}" if os.path.isdir(place) else "not there"
        )
    return BundleFiles(*((place / name).read_bytes() for name in names))


def _is_usable(path: Path) -> bool:
    return os.path.isfile(path) and path.stat().st_size <= _LARGEST_BYTES[path.name]


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
    members = {info.filename: info for info in archive.infolist()}
    sizes = {name: info.file_size for name, info in members.items()}
    cards = [name for name in sizes if PurePosixPath(name).name == CARD]
    if len(cards) != 1:
        raise _no_bundle(place, f"a zip with {len(cards)} files named {CARD}")
    folder = cards[0].removesuffix(CARD)
    model = next((name for name in MODELS if folder + name in sizes), MODELS[0])
    names = [folder + name for name in (CARD, model, GOLDEN)]
    wrong = [name for name in names if not _is_honest(members.get(name))]
    if wrong:
        raise _no_bundle(place, f"a zip without a usable {', '.join(wrong)}")
    return BundleFiles(*(archive.read(name) for name in names))


def _is_honest(member: zipfile.ZipInfo | None) -> bool:
    """Whether a member claims a size that a bundle's file may have, and does not grow out of nothing."""
    if member is None:
        return False
    largest = _LARGEST_BYTES[PurePosixPath(member.filename).name]
    grown = max(member.compress_size, 2**10) * _LARGEST_SHRINKAGE
    return 0 < member.file_size <= min(largest, grown)


def _no_bundle(place: Path, got: str) -> PeelError:
    return PeelError(
        "P656",
        "no bundle there",
        got=f"{place}: {got}",
        allowed=f"a folder or zip with {CARD}, {MODELS[0]} and {GOLDEN}",
        do=_way_out(place),
    )


def _way_out(place: Path) -> str:
    """In a clone after `dvc pull` the model lies in data/export; only a build puts it at bundle/."""
    inner = place / "bundle"
    if os.path.isdir(inner):
        return f"give {inner}"
    for export in (place / EXPORT, place.parent / EXPORT):
        if os.path.isfile(export / CARD):
            return f"give the model that lies in {export}: --bundle {export}"
    return "run `peel build`, or give the folder bundle that it wrote elsewhere"
