"""The fitted heads as a file beside the ONNX file, for the model that the file must equal."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from peel import files
from peel.calibration.calibration import Calibration, Tail
from peel.heads.linear import Linear
from peel.heads.novelty import Novelty
from peel.heads.scaling import Scaling
from peel.training.ensemble import Distance, Ensemble, Fitted, TapAt

HEADS = "heads.npz"
_SCHEMA = 2


def save(ensemble: Ensemble, path: Path) -> None:
    """Write the heads as .npz: the same heads, the same bytes."""
    arrays: dict[str, Any] = {
        "schema": np.int64(_SCHEMA),
        "parameters": np.array(ensemble.parameters, np.float64),
    }
    for i, head in enumerate(ensemble.heads):
        arrays |= {
            f"{i:02d}_branch": np.array(head.at.branch),
            f"{i:02d}_tap": np.int64(head.at.tap),
            f"{i:02d}_calibration": np.array(head.calibration, np.float64),
            f"{i:02d}_share": np.float64(head.weight),
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


def read(path: Path, calibration: Calibration, *, tail: Tail | None = None) -> Ensemble:
    """The heads that `save` wrote, of a kind with this calibration and tail."""
    with np.load(path, allow_pickle=False) as z:
        numbers = sorted({name[:2] for name in z.files if name[:2].isdigit()})
        parts = {name[9:]: z[name] for name in z.files if name.startswith("distance_")}
        return Ensemble(
            heads=tuple(_read_head(z, number) for number in numbers),
            calibration=calibration,
            parameters=tuple(z["parameters"].tolist()),
            tail=tail,
            distance=_read_distance(parts) if parts else None,
        )


def _read_head(z: Any, number: str) -> Fitted:
    return Fitted(
        at=TapAt(str(z[f"{number}_branch"]), int(z[f"{number}_tap"])),
        calibration=tuple(z[f"{number}_calibration"].tolist()),
        weight=float(z[f"{number}_share"]),
        linear=Linear(
            scaling=Scaling(mean=z[f"{number}_mean"], scale=z[f"{number}_scale"]),
            weight=z[f"{number}_weight"],
            bias=z[f"{number}_bias"],
        ),
    )


def _distance(distance: Distance) -> dict[str, Any]:
    n = distance.novelty
    return {
        "branch": np.array(distance.at.branch),
        "tap": np.int64(distance.at.tap),
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
    return Distance(at=TapAt(str(parts["branch"]), int(parts["tap"])), novelty=found)
