"""The fitted heads as a file beside the ONNX file, for the model that the file must equal."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from peel import files
from peel.heads.ensemble import Distance, Ensemble, Fitted
from peel.heads.linear import Linear
from peel.heads.novelty import Novelty
from peel.heads.span import Scaling

HEADS = "heads.npz"


def save(ensemble: Ensemble, path: Path) -> None:
    """Write the heads as .npz: the same heads, the same bytes."""
    arrays: dict[str, Any] = {"temperature": np.float64(ensemble.temperature)}
    for i, head in enumerate(ensemble.heads):
        arrays |= {
            f"{i:02d}_tap": np.int64(head.tap),
            f"{i:02d}_temperature": np.float64(head.temperature),
            f"{i:02d}_mean": head.linear.scaling.mean,
            f"{i:02d}_scale": head.linear.scaling.scale,
            f"{i:02d}_weight": head.linear.weight,
            f"{i:02d}_bias": head.linear.bias,
        }
    if ensemble.distance:
        arrays |= {f"distance_{k}": v for k, v in _distance(ensemble.distance).items()}
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    files.write_bytes(path, buffer.getvalue())


def read(path: Path) -> Ensemble:
    """The heads that `save` wrote."""
    with np.load(path, allow_pickle=False) as z:
        numbers = sorted({name[:2] for name in z.files if name[:2].isdigit()})
        heads = tuple(
            Fitted(
                tap=int(z[f"{i}_tap"]),
                temperature=float(z[f"{i}_temperature"]),
                linear=Linear(
                    scaling=Scaling(mean=z[f"{i}_mean"], scale=z[f"{i}_scale"]),
                    weight=z[f"{i}_weight"],
                    bias=z[f"{i}_bias"],
                ),
            )
            for i in numbers
        )
        parts = {name[9:]: z[name] for name in z.files if name.startswith("distance_")}
        distance = _read_distance(parts) if parts else None
        return Ensemble(heads=heads, temperature=float(z["temperature"]), distance=distance)


def _distance(distance: Distance) -> dict[str, Any]:
    n = distance.novelty
    return {
        "tap": np.int64(distance.tap),
        "mean": n.scaling.mean,
        "scale": n.scaling.scale,
        "basis": n.basis,
        "quadratic": n.quadratic,
        "linear": n.linear,
        "bias": n.bias,
    }


def _read_distance(parts: dict[str, Any]) -> Distance:
    found = Novelty(
        scaling=Scaling(mean=parts["mean"], scale=parts["scale"]),
        **{name: parts[name] for name in ("basis", "quadratic", "linear", "bias")},
    )
    return Distance(tap=int(parts["tap"]), novelty=found)
