"""Pictures that were changed at random are decoded or refused in the one form, never anything else."""

from __future__ import annotations

import random

import pytest

from peel.errors import PeelError
from peel.images.decode import Limits, decode
from tests.unit.serving.conftest import png

FORMS = ("PNG", "JPEG", "WEBP")
LIMITS = Limits(FORMS, 50_000_000, 16_384)


def changed(data: bytes, rng: random.Random) -> bytes:
    """A few bytes set, taken out, put in or doubled."""
    mutable = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(mutable))
        match rng.randrange(4):
            case 0:
                mutable[at] = rng.randrange(256)
            case 1:
                del mutable[at : at + rng.randint(1, 9)]
            case 2:
                mutable[at:at] = rng.randbytes(rng.randint(1, 9))
            case _:
                mutable[at:at] = mutable[at : at + 32]
        mutable = mutable or bytearray(b"x")
    return bytes(mutable)


def refused(n: int, seed: int) -> set[str]:
    """The codes of what was refused of n changed pictures."""
    rng = random.Random(seed)
    whole = [png((9, 99, 200), size=(40, 30), form=form) for form in FORMS]
    codes = set()
    for number in range(n):
        try:
            pixels = decode(changed(whole[number % 3], rng), limits=LIMITS).pixels
            assert pixels.shape[2] == 3
        except PeelError as error:
            codes.add(error.code)
    return codes


@pytest.mark.slow
def test_changed_pictures_crash_nothing():
    assert refused(10_000, seed=0) <= {"P302", "P303", "P304", "P305", "P306", "P307"}
