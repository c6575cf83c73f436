"""The bundle of a proven file: the file, its card, a golden batch, and Triton's description."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peel import files
from peel.bundle import trained_on
from peel.bundle.files import CANDIDATE, GOLDEN
from peel.damage import distrust
from peel.errors import PeelError
from peel.runtime.library import ort
from peel.training import sealed
from peel.types.bundle import Card
from peel.types.model import Choice
from peel.types.score import Score, Verdict
from peel.types.stranger import Stranger

_VERSIONS = ("peel-automl", "numpy", "onnx", "pillow", "timm", "torch", "torchvision")


@dataclass(frozen=True, kw_only=True)
class Job:
    """What train and evaluate left, the facts that the card states beside, and the pixel digests of the training items."""

    trained: Path
    evaluated: Path
    choice: Choice
    kind: str
    params: dict[str, Any]
    trained_on: Sequence[str]


def export(job: Job, folder: Path) -> Card:
    """Write the bundle of the trained file into `folder`.

    Raises P602 when the file differs from the model that was trained, by what evaluate measured on it, and
    P603 when it is not the file that was evaluated.
    """
    evaluation = files.read_json(job.evaluated / "evaluation.json")
    _refuse_difference(evaluation["parity"])
    model = _read(job.trained / CANDIDATE, evaluation["model_sha256"])
    golden = _read(job.evaluated / GOLDEN, evaluation["golden_sha256"])
    learnt = trained_on.pack(job.trained_on)
    facts = files.read_json(job.trained / sealed.FACTS)
    card = Card(
        name="peel",
        kind=job.kind,
        metric=evaluation["verdict"]["metric"],
        class_names=job.choice.class_names,
        model_sha256=hashlib.sha256(model).hexdigest(),
        golden_sha256=hashlib.sha256(golden).hexdigest(),
        verdict=Verdict.model_validate(evaluation["verdict"]),
        scores=tuple(Score.model_validate(s) for s in evaluation["scores"]),
        image=job.choice.image,
        backbone=job.choice.backbone,
        depth=job.choice.depth,
        licences=tuple(facts["licences"]),
        data_digest=facts["data_digest"],
        params=job.params,
        versions={**{name: version(name) for name in _VERSIONS}, **_interpreters()},
        parity=evaluation["parity"],
        looks=evaluation["looks"],
        trained_on_sha256=hashlib.sha256(learnt).hexdigest(),
        stranger=facts["stranger"] and Stranger.model_validate(facts["stranger"]),
    )
    with files.new_folder(folder) as out:
        (out / CANDIDATE).write_bytes(model)
        (out / "golden.npz").write_bytes(golden)
        (out / "bundle.json").write_text(card.to_json(), encoding="utf-8")
        (out / trained_on.FILE).write_bytes(learnt)
        (out / "config.pbtxt").write_text(
            triton(len(card.class_names), stranger=card.stranger), encoding="utf-8"
        )
    return card


def _interpreters() -> dict[str, str]:
    """Python, and ONNX Runtime under whichever of its names it is installed."""
    return {"python": platform.python_version(), "onnxruntime": ort.__version__}


def _refuse_difference(measured: dict[str, Any]) -> None:
    if not measured["same"]:
        raise PeelError(
            "P602",
            "the file does not answer as the model that was trained",
            got=f"a probability {measured['max_probability_difference']:.2g} off, "
            f"{measured['top1_differences']} clear answers differ, a distance {measured['max_distance_difference']:.2g} off",
            allowed=f"at most {measured['tolerance']:g} off, and the same answer wherever the margin exceeds {measured['margin']:g}",
            do="run `dvc repro --force train`; if it stays, report it with data/evaluate/evaluation.json",
        )


def _read(path: Path, digest: str) -> bytes:
    """The bytes of a file that evaluate has seen; raises P603 where it has seen others."""
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        distrust(path)
        raise PeelError(
            "P603",
            "the file is not the one that was evaluated",
            got=f"{path} with sha256 {found}",
            allowed=f"sha256 {digest}",
            do="run the same command again: it is evaluated anew",
        )
    return data


def triton(n_classes: int, *, stranger: Stranger | None = None) -> str:
    """config.pbtxt of Triton's model repository: the file takes batches of pictures of one size."""
    outputs = [f'{{ name: "probabilities", data_type: TYPE_FP32, dims: [ -1, {n_classes} ] }}']
    if stranger:
        outputs.append('{ name: "distance", data_type: TYPE_FP32, dims: [ -1 ] }')
    told = ",\n  ".join(outputs)
    return f"""name: "peel"
backend: "onnxruntime"
max_batch_size: 0
input [
  {{ name: "image", data_type: TYPE_UINT8, dims: [ -1, -1, -1, 3 ] }}
]
output [
  {told}
]
"""
