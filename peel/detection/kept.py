"""A detector as arrays, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from peel.detection.centres import Centres
from peel.detection.detector import Detector
from peel.detection.frame import Frame
from peel.detection.peaks import Peaks
from peel.detection.proposer import KEPT, Proposer
from peel.detection.rescorer import Rescorer
from peel.detection.sums import Affine
from peel.detection.union import Union

_CELLS, _LAYERS, _PEAKS = "cells", ("hidden", "out"), "peaks."


def arrays(detector: Detector) -> dict[str, NDArray[Any]]:
    """All that it was learnt to be."""
    rescorer, proposer, parts = detector.rescorer, detector.proposer, dict[str, Tensor]()
    if isinstance(proposer, Union):
        parts = {_PEAKS + name: part for name, part in proposer.peaks.state_dict().items()}
        proposer = proposer.ridge
    parts |= {f"{_CELLS}_{i}": part for i, part in enumerate(proposer.weights)}
    parts |= {f"{_CELLS}_bias": proposer.bias}
    for name in _LAYERS:
        layer: nn.Linear = getattr(rescorer, name)
        parts |= {f"{name}_weight": layer.weight, f"{name}_bias": layer.bias}
    kept = {name: part.detach().numpy() for name, part in parts.items()}
    return {
        **kept,
        "frame": np.array(proposer.frame, np.int64),
        "proposals": np.array(proposer.kept),
    }


def detector(kept: Mapping[str, NDArray[Any]]) -> Detector:
    """The very same detector."""
    parts = {name: torch.from_numpy(np.ascontiguousarray(part)) for name, part in kept.items()}
    widths = sum(name.startswith(f"{_CELLS}_") for name in parts) - 1
    weights = [parts[f"{_CELLS}_{i}"][..., 0, 0] for i in range(widths)]
    bias = parts[f"{_CELLS}_bias"]
    affine = Affine(torch.cat(weights, 1).T, bias)
    height, width = (int(side) for side in kept["frame"])
    proposer = Proposer(
        Centres(affine, len(bias) // 5),
        [part.shape[1] for part in weights],
        frame=Frame(height, width),
        kept=int(kept.get("proposals", KEPT)),
    )
    hidden, out = (_layer(parts[f"{n}_weight"], parts[f"{n}_bias"]) for n in _LAYERS)
    made = Detector(_with_peaks(proposer, parts), Rescorer(hidden, out))
    return made.requires_grad_(False).eval()  # noqa: FBT003


def _with_peaks(ridge: Proposer, parts: Mapping[str, Tensor]) -> Proposer | Union:
    own = {n.removeprefix(_PEAKS): part for n, part in parts.items() if n.startswith(_PEAKS)}
    if not own:
        return ridge
    peaks = Peaks([part.shape[1] for part in ridge.weights], k=ridge.k, frame=ridge.frame)
    peaks.load_state_dict(own)
    return Union(ridge, peaks)


def _layer(weight: Tensor, bias: Tensor) -> nn.Linear:
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer
