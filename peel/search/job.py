"""What a search is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel.cache import Cache
from peel.heads.classes import Classes
from peel.problem import Learner
from peel.types.sample import Sample


@dataclass(frozen=True, kw_only=True)
class Job:
    """The training items with their targets and folds, what may be tried, and where things lie.

    `has_families` says that near duplicates are common enough to spoil leave-one-out scores.
    """

    samples: Sequence[Sample]
    classes: Classes
    folds: NDArray[np.int64]
    has_families: bool
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
