"""How many different models have been judged on the same test items: items on which many were are worn out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peel import events, files
from peel.errors import PeelError
from peel.types.sample import Sample


def count(state: Path, samples: Sequence[Sample], *, model_sha256: str) -> int:
    """Note in the project's state folder that the model was scored on these items; how many models any of them has seen."""
    path = state / "looks.json"
    known = _known(path)
    for sample in samples:
        known[sample.item] = sorted({*known.get(sample.item, []), model_sha256})
    files.write_json(path, known)
    return max(len(known[sample.item]) for sample in samples)


def _known(path: Path) -> dict[str, list[str]]:
    try:
        known: dict[str, list[str]] = files.read_json(path) if path.is_file() else {}
    except PeelError as error:
        message = f"how many models were judged on the test items is counted anew: {error}"
        events.warn(message)
        return {}
    return known
