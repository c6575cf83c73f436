"""The distance to the training pictures: learnt beside the heads, and only kept where it tells strangers from known ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.heads import novelty
from peel.heads.classes import Classes
from peel.runners.feature_file import FeatureFile
from peel.training.ensemble import Distance, TapAt
from peel.types.model import Choice
from peel.types.pooling import Pooling
from peel.types.stranger import Stranger

_POOLING = Pooling.EMS
# Depths that are compared, rows that compare them, and rows that the distance is learnt from: 20 fits of 400 rows and
# six of all take about 3 CPU s for 500 pictures.
_DEPTHS, _COMPARED, _MOST = 4, 500, 4000


class Learnt(NamedTuple):
    """The distance, and what its card says."""

    distance: Distance
    card: Stranger


class FeaturedItems(NamedTuple):
    """The features of the training items by the first branch, their classes, and their folds, whole families in one."""

    rows: FeatureFile
    classes: Classes
    folds: NDArray[np.int64]

    def some(
        self, most: int, *, tap: Tap
    ) -> tuple[NDArray[np.float16], Classes, NDArray[np.int64]]:
        """At most so many rows (m, d) of a depth, spread evenly over all, with their classes and folds."""
        n = len(self.classes)
        places = np.linspace(0, n - 1, min(n, most)).round().astype(np.int64)
        x = self.rows.vectors(tap.point.index)[places, : tap.prefix(_POOLING)]
        return x, self.classes[places], self.folds[places]


def learn(
    choice: Choice, taps: Mapping[str, tuple[Tap, ...]], *, items: FeaturedItems
) -> Learnt | None:
    """The distance at that depth of the model which tells classes that were left out best; None where none does well."""
    if len(np.unique(items.folds)) < 2:
        return None
    first = choice.branches[0].name
    depths = Counter(m.tap for m in choice.members if m.branch == first).most_common(_DEPTHS)
    told = {depth: _told(taps[first][depth], items) for depth, _ in sorted(depths)}
    good = {depth: t for depth, t in told.items() if t and t.auroc >= novelty.GOOD}
    if not good:
        return None
    depth = max(good, key=lambda d: good[d].auroc)
    x, classes, folds = items.some(_MOST, tap=taps[first][depth])
    inside = novelty.out_of_fold(x, classes, folds=folds)
    card = Stranger(
        tap=depth,
        limit=round(float(np.quantile(inside, novelty.SHARE)), 6),
        share=novelty.SHARE,
        auroc=round(good[depth].auroc, 4),
        found=round(good[depth].found, 4),
        n_classes=good[depth].n_classes,
    )
    at = TapAt(first, depth)
    return Learnt(Distance(at=at, novelty=novelty.fit(x, classes)), card)


def _told(tap: Tap, items: FeaturedItems) -> novelty.Told | None:
    x, classes, folds = items.some(_COMPARED, tap=tap)
    return novelty.left_out(x, classes, folds=folds)
