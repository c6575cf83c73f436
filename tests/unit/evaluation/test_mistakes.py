import numpy as np
import pytest
from PIL import Image

from peel.evaluation.mistakes import Sheet, draw


def picture(place):
    return np.full((300, 200, 3), place, np.uint8)


def read(path):
    """The pixels of a picture that was written."""
    with Image.open(path) as image:
        return np.asarray(image.convert("L"))


def words(n):
    return ["cat\nnot dog"] * n


def test_each_mistake_is_a_small_picture(tmp_path):
    draw([7, 200], tmp_path, sheet=Sheet(picture, 160, words(2)))
    assert {path.name for path in tmp_path.iterdir()} == {"000.jpg", "001.jpg", "sheet.jpg"}
    assert max(read(tmp_path / "000.jpg").shape) == 160


def test_worst_mistake_comes_first(tmp_path):
    draw([200, 7], tmp_path, sheet=Sheet(picture, 160, words(2)))
    assert read(tmp_path / "000.jpg").mean() == pytest.approx(200, abs=2)


def test_things_in_pictures_stay_visible(tmp_path):
    draw([7], tmp_path, sheet=Sheet(picture, 480, words(1)))
    assert max(read(tmp_path / "000.jpg").shape) == 300
    assert read(tmp_path / "sheet.jpg").shape == (194, 6 * 160)


@pytest.mark.parametrize(("n", "rows"), [(0, 1), (6, 1), (7, 2)])
def test_sheet_has_six_in_a_row(n, rows, tmp_path):
    draw(range(n), tmp_path, sheet=Sheet(picture, 160, words(n)))
    assert read(tmp_path / "sheet.jpg").shape == (rows * 194, 6 * 160)


def test_words_stand_under_the_picture(tmp_path):
    draw([255], tmp_path, sheet=Sheet(picture, 160, words(1)))
    sheet = read(tmp_path / "sheet.jpg")
    assert sheet[:160].min() > 200 > sheet[160:].min()
