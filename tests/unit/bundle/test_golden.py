"""The golden batch as a file."""

from __future__ import annotations

import copy
import io
import tracemalloc
import zipfile

import numpy as np
import pytest

from peel.bundle.golden import Golden, is_picture, pack, unpack
from peel.errors import PeelError
from peel.types.output import Output

MOST_BYTES = 4 * 2**20  # a time would say less, and differ from one machine to the next
SHARES = np.full((4, 3), 1 / 3, np.float32)
ANSWERS = {"probabilities": SHARES}
P = Output(name="probabilities", shape=("n", 3), meaning="", tolerance=1e-3)
DISTANCE = Output(name="distance", shape=("n",), meaning="", tolerance=1)
BOXES = Output(name="boxes", dtype="int64", shape=("n", "m", 4), meaning="", tolerance=0)


def _npz(**arrays):
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def test_batch_survives_the_file(images):
    golden = unpack(pack(Golden(images, ANSWERS)), [P])
    assert all((one == other).all() for one, other in zip(golden.images, images, strict=True))
    assert (golden.outputs["probabilities"] == SHARES).all()
    assert golden.outputs["probabilities"].dtype == np.float32


def test_further_outputs_survive_the_file(images):
    more = {**ANSWERS, "distance": np.ones(4, np.float32), "boxes": np.ones((4, 2, 4), np.int64)}
    found = unpack(pack(Golden(images, more)), [P, DISTANCE, BOXES]).outputs
    assert list(found) == list(more)
    assert all((found[name] == more[name]).all() for name in more)


@pytest.mark.parametrize(
    "array",
    [np.ones(3, np.float32), np.ones((4, 1), np.float32), np.ones(4), None],
    ids=["of fewer", "of another form", "of other numbers", "missing"],
)
def test_outputs_that_the_card_denies_are_refused(images, array):
    more = ANSWERS if array is None else {**ANSWERS, "distance": array}
    with pytest.raises(PeelError, match=r"P655 .*distance"):
        unpack(pack(Golden(images, more)), [P, DISTANCE])


def test_same_batch_gives_same_bytes(images):
    assert pack(Golden(images, ANSWERS)) == pack(Golden(images, ANSWERS))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip at all",
        _npz(probabilities=SHARES),
        _npz(probabilities=SHARES[:0]),
        _npz(image_000=np.zeros((2, 2, 3), np.uint8)),
        _npz(image_000=np.zeros((2, 2, 3), np.float32), probabilities=SHARES[:1]),
        _npz(image_000=np.zeros((2, 2, 3), np.uint8), probabilities=SHARES[0, :1]),
        _npz(image_000=np.array([{"code": 1}]), probabilities=SHARES[:1]),
    ],
)
def test_other_files_are_refused(data):
    with pytest.raises(PeelError, match=r"P655 golden batch cannot be read"):
        unpack(data, [P])


def _claiming(shape, *, dtype="|u1", body=b"", name="image_000", kind=zipfile.ZIP_STORED):
    """An .npz whose array claims a shape that its bytes do not have."""
    head = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    member = b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + body
    buffer = io.BytesIO(_npz(probabilities=SHARES[:1]) if name != "probabilities" else b"")
    with zipfile.ZipFile(buffer, "a", kind) as archive:
        archive.writestr(f"{name}.npy", member)
    return buffer.getvalue()


CLAIMS = {
    "terabytes": lambda: _claiming("(1099511627776, 4, 3)"),
    "terabytes of answers": lambda: _claiming(
        "(1099511627776, 3)", dtype="<f4", name="probabilities"
    ),
    "more than can be counted": lambda: _claiming(f"({10**30}, 3, 3)"),
    "5,000 digits": lambda: _claiming(f"({'9' * 5000}, 3, 3)"),
    "a billion answers of nothing": lambda: _claiming(
        "(1000000000, 0)", dtype="<f4", name="probabilities"
    ),
    "nested": lambda: _claiming("(" * 900 + ")" * 900),
    "less than nothing": lambda: _claiming("(-1, -4, 3)", body=b"x" * 12),
    "other numbers": lambda: _claiming(
        "(1, 3)", dtype="<f8", body=b"\0" * 24, name="probabilities"
    ),
    "text": lambda: _claiming("(1, 3)", dtype="<U1", body=b"\0" * 12, name="probabilities"),
    "bomb": lambda: _claiming("(4096, 4096, 3)", body=bytes(3 * 2**24), kind=zipfile.ZIP_DEFLATED),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_are_refused_unread(claim):
    data = CLAIMS[claim]()
    tracemalloc.start()
    try:
        with pytest.raises(PeelError, match="P655"):
            unpack(data, [P])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES


def test_members_that_share_bytes_are_refused():
    """A thousand members of one picture's bytes would be a thousand pictures."""
    picture = np.zeros((64, 64, 3), np.uint8)
    buffer = io.BytesIO(
        _npz(probabilities=np.full((1000, 3), 1 / 3, np.float32), image_000=picture)
    )
    with zipfile.ZipFile(buffer, "a") as archive:
        first = archive.getinfo("image_000.npy")
        for place in range(1, 1000):
            other = copy.copy(first)
            other.filename = other.orig_filename = f"image_{place:03d}.npy"
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
        archive._didModify = True
    with pytest.raises(PeelError, match=r"P655 .*claim more bytes"):
        unpack(buffer.getvalue(), [P])


@pytest.mark.parametrize(
    ("shape", "dtype", "want"),
    [
        ((1, 1, 3), "uint8", True),
        ((0, 5, 3), "uint8", False),
        ((5, 5), "uint8", False),
        ((5, 5, 4), "uint8", False),
        ((1, 5, 5, 3), "uint8", False),
        ((5, 5, 3), "float32", False),
    ],
)
def test_picture_is_rgb_bytes(shape, dtype, want):
    assert is_picture(np.zeros(shape, dtype)) is want
