"""What a search is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel.cache import Cache
from peel.problem import Learner
from peel.search.trial import Rows
from peel.types.sample import Sample


@dataclass(frozen=True, kw_only=True)
class Job:
    """The training items with their targets, folds and families (n,), what may be tried, and where things lie."""

    samples: Sequence[Sample]
    rows: Rows
    families: NDArray[np.int64]
    class_names: tuple[str, ...]
    metric: str
    learner: Learner
    backbones: tuple[str, ...]
    size_px: int
    mean_of: int
    effort: str
    shards: Path
    cache: Cache
    weights_folder: Path | None = None
    download: bool = False
