"""The golden batch: pictures with the answers that the file gave where it was proven.

`golden.npz` holds `image_000`, `image_001`, ... (each (h, w, 3) uint8, sizes may differ) and
`probabilities` (n, k) float32, row i for image i, each run as a batch of one; `distance` (n,) float32 where the
file gives one. It is stored without
compression, so that the same batch is the same bytes whatever compresses elsewhere.
"""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError

TOLERANCE = 1e-3
# What reading a file that somebody made up can raise: of zip, of numpy's head (which is a literal of Python).
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    SyntaxError,
    RecursionError,
    MemoryError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    OSError,
    zipfile.BadZipFile,
)


class Golden(NamedTuple):
    """n pictures, the (n, k) probabilities and, of a file that gives them, the (n,) distances that are expected."""

    images: tuple[NDArray[np.uint8], ...]
    probabilities: NDArray[np.float32]
    distances: NDArray[np.float32] | None = None


class Difference(NamedTuple):
    """How far two tables of probabilities are apart: the largest difference, and rows of another top-1."""

    largest: float
    other_top1: int


def pack(golden: Golden) -> bytes:
    """The bytes of golden.npz; the same batch, the same bytes."""
    arrays: dict[str, NDArray[Any]] = {
        f"image_{place:03d}": image for place, image in enumerate(golden.images)
    }
    if golden.distances is not None:
        arrays["distance"] = golden.distances
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, probabilities=golden.probabilities, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> Golden:
    """The batch in golden.npz; raises P655 where it holds something else. Nothing in it is executed.

    No array takes more memory than the file has bytes, whatever the file claims.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_claims(archive, len(data))
            probabilities = _array(archive, "probabilities")
            if probabilities.ndim != 2 or probabilities.size == 0:
                raise _unreadable(f"probabilities of shape {probabilities.shape}")
            if len(probabilities) > len(archive.infolist()):
                raise _unreadable(f"{len(probabilities)} answers to fewer pictures")
            names = [f"image_{place:03d}" for place in range(len(probabilities))]
            images = tuple(_array(archive, name) for name in names)
            has_distances = "distance.npy" in archive.namelist()
            distances = _array(archive, "distance") if has_distances else None
    except _BROKEN as error:
        raise _unreadable(str(error)) from error
    if probabilities.dtype != np.float32 or not all(map(is_picture, images)):
        raise _unreadable(f"{len(images)} images, probabilities of {probabilities.dtype}")
    if distances is not None and distances.shape != (len(images),):
        raise _unreadable(f"distances of shape {distances.shape} for {len(images)} images")
    return Golden(images=images, probabilities=probabilities, distances=distances)


def _refuse_claims(archive: zipfile.ZipFile, n_bytes: int) -> None:
    """Members as `pack` writes them, stored plainly, can claim no more than there is."""
    members = archive.infolist()
    if any(each.compress_type != zipfile.ZIP_STORED for each in members):
        raise _unreadable("compressed members")
    if sum(each.file_size for each in members) > n_bytes:
        raise _unreadable("members that claim more bytes than the file has")


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """The array of one member, if its head claims exactly the bytes that follow."""
    data = archive.read(f"{name}.npy")
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise _unreadable(f"{name} in version {version} of the form")
    shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    start = stream.tell()
    claimed = math.prod(shape) * dtype.itemsize
    if is_fortran or dtype.hasobject or min(shape, default=0) < 0 or claimed != len(data) - start:
        raise _unreadable(f"{name} of shape {shape} and {dtype} in {len(data) - start} bytes")
    return np.frombuffer(data, dtype, offset=start).reshape(shape)


def difference(answered: NDArray[np.floating], expected: NDArray[np.floating]) -> Difference:
    """How far (n, k) answers are from the expected ones.

    >>> difference(np.array([[0.5, 0.5], [0.2, 0.8]]), np.array([[0.5, 0.5], [0.6, 0.4]]))
    Difference(largest=0.4, other_top1=1)
    """
    largest = float(np.abs(answered.astype(np.float64) - expected).max())
    return Difference(largest, int((answered.argmax(axis=1) != expected.argmax(axis=1)).sum()))


def is_picture(pixels: NDArray[np.generic]) -> bool:
    """Whether an array is (h, w, 3) uint8 with at least one pixel."""
    return (
        pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.size > 0
    )


def _unreadable(got: str) -> PeelError:
    return PeelError(
        "P655",
        "golden batch cannot be read",
        got=got,
        allowed="image_000, image_001, ... (h, w, 3) uint8 and probabilities (n, k)",
        do="build the model again",
    )
