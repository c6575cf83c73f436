import numpy as np
import pytest

from peel.runners.feature_file import FeatureFile

WIDTHS = (3, 5, 1)


@pytest.fixture
def whole():
    return np.random.default_rng(0).normal(size=(40, sum(WIDTHS))).astype(np.float16)


@pytest.fixture
def rows(whole, tmp_path):
    rows = FeatureFile(40, widths=WIDTHS, folder=tmp_path / "cache")
    for first in range(0, 40, 7):
        rows.append(whole[first : first + 7])
    return rows


@pytest.mark.parametrize("tap", range(3))
def test_tap_comes_back_as_written(rows, whole, tap):
    first = sum(WIDTHS[:tap])
    np.testing.assert_array_equal(rows.vectors(tap), whole[:, first : first + WIDTHS[tap]])


def test_nothing_stays_in_the_folder(rows, tmp_path):
    assert len(rows) == 40
    assert list((tmp_path / "cache").iterdir()) == []
