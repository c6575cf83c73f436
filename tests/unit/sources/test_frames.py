"""Boxes in pixels of the picture as it is shown."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.decode import Extent, decode
from peel.sources.faults import NO_BOX, Faults
from peel.sources.frames import fit
from peel.types.marks import Mark, Marked

BOX = (2, 1, 5, 3)


def fitted(stated: tuple[int, int] | None, extent: Extent) -> tuple[object, dict[str, int]]:
    faults = Faults()
    marks = (Mark("cat", BOX), Mark("dog"), Mark("no", NO_BOX))
    found = fit(Marked("a.jpg", stated, marks), extent, faults=faults)
    assert found[1:] == marks[1:]
    return found[0].box, faults.counts


@pytest.mark.parametrize("stated", [None, (0, 0), (9, 7)])
def test_box_stays_where_sizes_agree(stated: tuple[int, int] | None) -> None:
    assert fitted(stated, Extent(9, 7, 1)) == (BOX, {})


def test_box_as_shown_is_not_turned() -> None:
    assert fitted((7, 9), Extent(9, 7, 6)) == (BOX, {})


@pytest.mark.parametrize("turn", [5, 6, 7, 8])
def test_box_turns_with_its_picture(turn: int, tmp_path: object) -> None:
    pixels = np.zeros((7, 9, 3), np.uint8)
    pixels[1:3, 2:5] = 255
    exif = Image.Exif()
    exif[274] = turn
    path = f"{tmp_path}/a.png"
    Image.fromarray(pixels).save(path, exif=exif)
    with open(path, "rb") as file:
        shown = decode(file.read()).pixels[..., 0]
    down, across = np.nonzero(shown)
    box, faults = fitted((9, 7), Extent(9, 7, turn))
    assert box == (across.min(), down.min(), across.max() + 1, down.max() + 1)
    assert faults == {"turned": 2}


def test_box_is_resized_with_its_picture() -> None:
    assert fitted((90, 70), Extent(9, 7, 1)) == (
        pytest.approx((0.2, 0.1, 0.5, 0.3)),
        {"resized": 2},
    )
    assert fitted((1000, 667), Extent(300, 200, 1))[1] == {"resized": 2}


def test_other_shape_is_refused() -> None:
    with pytest.raises(PeelError, match=r"P268 .*90 x 60 stated"):
        fitted((90, 60), Extent(90, 70, 1))


def test_names_alone_need_no_size() -> None:
    marked = Marked("a.jpg", (90, 60), (Mark("cat"),))
    assert fit(marked, Extent(9, 7, 1), faults=Faults()) == (Mark("cat"),)
