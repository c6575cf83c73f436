"""The golden batch: pictures with the answers that the file gave where it was proven.

`golden.npz` holds `image_000`, `image_001`, ... (each (h, w, 3) uint8, sizes may differ) and the
outputs that the card names, row i for image i, each run as a batch of one. It is stored without
compression, so that the same batch is the same bytes whatever compresses elsewhere.
"""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.types.output import Output

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
    """n pictures, and the outputs of the file for them by name, each with n in front."""

    images: tuple[NDArray[np.uint8], ...]
    outputs: dict[str, NDArray[Any]]


def pack(golden: Golden) -> bytes:
    """The bytes of golden.npz; the same batch, the same bytes."""
    arrays: dict[str, NDArray[Any]] = {
        f"image_{place:03d}": image for place, image in enumerate(golden.images)
    }
    buffer = io.BytesIO()
    first, *others = golden.outputs.items()
    arrays = dict([first]) | arrays | dict(others)
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(data: bytes, outputs: Sequence[Output]) -> Golden:
    """The batch in golden.npz with these outputs; raises P655 where it holds something else. Nothing in it is executed.

    No array takes more memory than the file has bytes, whatever the file claims.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_claims(archive, len(data))
            found = {output.name: _array(archive, output.name) for output in outputs}
            n = len(found[outputs[0].name])
            if n > len(archive.infolist()):
                raise _unreadable(f"{n} answers to fewer pictures")
            images = tuple(_array(archive, f"image_{place:03d}") for place in range(n))
    except _BROKEN as error:
        raise _unreadable(str(error)) from error
    if not n or not all(map(is_picture, images)):
        raise _unreadable(f"{n} images that are none")
    for output in outputs:
        _check(found[output.name], output, n=n)
    return Golden(images=images, outputs=found)


def _check(array: NDArray[Any], output: Output, *, n: int) -> None:
    wanted = tuple(n if size == "n" else size for size in output.held)
    same = len(wanted) == array.ndim and all(
        isinstance(size, str) or size == there
        for size, there in zip(wanted, array.shape, strict=True)
    )
    if array.dtype != output.dtype or not same:
        raise _unreadable(f"{output.name} of shape {array.shape} and {array.dtype}")


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
        allowed="image_000, image_001, ... (h, w, 3) uint8, and the outputs that bundle.json names",
        do="build the model again",
    )
