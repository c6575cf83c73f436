import numpy as np
import pytest

from peel.backbones.cut import Tap
from peel.heads.classes import Classes
from peel.search.trial import Rows, Trial, run
from peel.types.backbone import TapPoint


def tap(index, *, width=4, expansion=3):
    point = TapPoint(index=index, block=f"b{index}", path=f"b{index}")
    total = 6 * width + expansion
    return Tap(
        point=point, output=f"tap_{index:02d}", width=width, expansion=expansion, total=total
    )


@pytest.fixture
def classes():
    return Classes(np.arange(36) % 3, 3)


@pytest.fixture
def rows(classes):
    return Rows(classes=classes, folds=np.arange(36) // 3 % 5, has_families=False)


@pytest.fixture
def candidates(rows):
    """Two depths of one network, the second easier than the first."""
    rng = np.random.default_rng(0)
    found = []
    for index, strength in ((0, 0.6), (1, 2.0)):
        t = tap(index)
        x = (
            rng.normal(size=(36, t.total))
            + strength * rng.normal(size=(3, t.total))[rows.classes.y]
        )
        trial = Trial(backbone="net", tap=t, poolings=("mean", "ems"), heads=("lda", "ridge"))
        found += run(trial, x, rows=rows)
    return found
