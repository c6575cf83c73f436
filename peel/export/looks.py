"""How many different models have been scored on one test part: a part that was looked at often is worn out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from peel import files
from peel.types.sample import Sample


def count(state: Path, samples: Sequence[Sample], *, model_sha256: str) -> int:
    """Note that the model was scored on these items, in the project's state folder; how many models were, with it."""
    items = hashlib.sha256("".join(sorted(s.item for s in samples)).encode()).hexdigest()
    path = state / "looks.json"
    known: dict[str, list[str]] = files.read_json(path) if path.is_file() else {}
    models = sorted({*known.get(items, []), model_sha256})
    files.write_json(path, {**known, items: models})
    return len(models)
