"""Where the things lie that a pass over the items needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from peel.backbones.source import Trained, WeightSource
from peel.cache import Cache
from peel.params.environment import weights_dir
from peel.params.sections import Weights
from peel.types.model import Branch


@dataclass(frozen=True, kw_only=True)
class Place:
    """The shards with the pictures, the cache of features, where weights are looked for, and where those that were trained here lie."""

    shards: Path
    cache: Cache
    weights: WeightSource = field(default_factory=WeightSource)
    trained: Path = Path("data/thaw")

    @classmethod
    def of(cls, weights: Weights, *, project: Path) -> Self:
        """The place of a project."""
        source = WeightSource(folder=weights_dir(weights.dir), download=weights.download)
        cache = Cache(project / ".peel/cache")
        return cls(
            shards=project / "data/ingest/shards",
            cache=cache,
            weights=source,
            trained=project / "data/thaw",
        )

    def weights_of(self, branch: Branch) -> WeightSource:
        """Where the weights of a branch come from."""
        if not branch.file:
            return self.weights
        return replace(
            self.weights, trained=Trained(file=self.trained / branch.file, blend=branch.blend)
        )
