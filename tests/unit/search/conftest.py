import numpy as np
import pytest

from peel.backbones.cut import Tap
from peel.heads.classes import Classes
from peel.heads.lda import LDA
from peel.heads.ridge import RIDGE
from peel.problem import find_learner
from peel.search.trial import SearchRows, Trial, run
from peel.types.backbone import TapPoint
from peel.types.pooling import Pooling


def tap(index, *, width=4, expansion=3):
    point = TapPoint(index=index, block=f"b{index}", path=f"b{index}")
    total = 6 * width + expansion
    return Tap(
        point=point, output=f"tap_{index:02d}", width=width, expansion=expansion, total=total
    )


def rows_of(classes, *, folds, families=None):
    """SearchRows of single-label classification, each a family of its own."""
    families = np.arange(len(classes)) if families is None else families
    learner = find_learner("classification")
    return SearchRows(
        targets=classes, folds=folds, families=families, has_families=False, learner=learner
    )


@pytest.fixture
def classes():
    return Classes(np.arange(36) % 3, 3)


@pytest.fixture
def rows(classes):
    return rows_of(classes, folds=np.arange(36) // 3 % 5)


@pytest.fixture
def candidates(rows):
    """Two depths of one network, the second easier than the first."""
    rng = np.random.default_rng(0)
    found = []
    for index, strength in ((0, 0.6), (1, 2.0)):
        t = tap(index)
        x = (
            rng.normal(size=(36, t.total))
            + strength * rng.normal(size=(3, t.total))[rows.targets.y]
        )
        poolings = (Pooling.MEAN, Pooling.EMS)
        trial = Trial(branch="net", tap=t, poolings=poolings, heads=(LDA, RIDGE))
        found += run(trial, x, rows=rows)
    return found
