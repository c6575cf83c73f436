"""The fitted heads as a file beside the ONNX file, for the model that the file must equal."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from peel import files
from peel.heads.ensemble import Ensemble, Fitted
from peel.heads.linear import Linear
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
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    files.write_bytes(path, buffer.getvalue())


def read(path: Path) -> Ensemble:
    """The heads that `save` wrote."""
    with np.load(path, allow_pickle=False) as z:
        numbers = sorted({name[:2] for name in z.files if name != "temperature"})
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
        return Ensemble(heads=heads, temperature=float(z["temperature"]))
