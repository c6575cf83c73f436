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
from peel.export.words import readme, triton
from peel.problem import Problem
from peel.runtime.library import ort
from peel.training import sealed
from peel.types.bundle import Card, Cost
from peel.types.evaluation import Evaluation, Parity
from peel.types.model import Choice
from peel.types.training import Training

_VERSIONS = ("peel-automl", "numpy", "onnx", "pillow", "timm", "torch", "torchvision")


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What train and evaluate left, the facts that the card states beside, and the pixel digests of the training items."""

    trained: Path
    evaluated: Path
    choice: Choice
    problem: Problem
    params: dict[str, Any]
    trained_on: Sequence[str]


def export(proven: Proven, folder: Path) -> Card:
    """Write the bundle of the trained file into `folder`.

    Raises P602 when the file differs from the model that was trained, by what evaluate measured on it, and
    P603 when it is not the file that was evaluated.
    """
    evaluation = Evaluation.read(proven.evaluated / "evaluation.json")
    _refuse_difference(evaluation.parity)
    model = _read(proven.trained / CANDIDATE, evaluation.model_sha256)
    golden = _read(proven.evaluated / GOLDEN, evaluation.golden_sha256)
    learnt = trained_on.pack(proven.trained_on)
    card = _card(proven, evaluation, trained_on_sha256=hashlib.sha256(learnt).hexdigest())
    with files.new_folder(folder) as out:
        (out / CANDIDATE).write_bytes(model)
        (out / "golden.npz").write_bytes(golden)
        (out / "bundle.json").write_text(card.to_json(), encoding="utf-8")
        (out / trained_on.FILE).write_bytes(learnt)
        (out / "config.pbtxt").write_text(triton(card.outputs), encoding="utf-8")
        (out / "README.md").write_text(readme(card), encoding="utf-8")
    return card


def _card(proven: Proven, evaluation: Evaluation, *, trained_on_sha256: str) -> Card:
    training, choice = Training.read(proven.trained / sealed.FACTS), proven.choice
    outputs = proven.problem.outputs(choice.space)
    if training.stranger:
        outputs = (*outputs, training.stranger.output)
    return Card(
        id=evaluation.model_sha256[:12],
        name="peel",
        kind=proven.problem.name,
        metric=evaluation.verdict.metric,
        space=choice.space,
        outputs=outputs,
        model_sha256=evaluation.model_sha256,
        golden_sha256=evaluation.golden_sha256,
        verdict=evaluation.verdict,
        scores=evaluation.scores,
        branches=choice.branches,
        depth=training.depth,
        licences=training.licences,
        data_digest=training.data_digest,
        params=proven.params,
        versions={**{name: version(name) for name in _VERSIONS}, **_interpreters()},
        parity=evaluation.parity,
        models_judged=evaluation.models_judged,
        trained_on_sha256=trained_on_sha256,
        stranger=training.stranger,
        reference=evaluation.reference,
        cost=Cost(macs=training.macs, parameters=training.parameters),
    )


def _interpreters() -> dict[str, str]:
    """Python, and ONNX Runtime under whichever of its names it is installed."""
    return {"python": platform.python_version(), "onnxruntime": ort.__version__}


def _refuse_difference(parity: Parity) -> None:
    if not parity.same:
        others = "".join(f", {name} {gap:.2g} off" for name, gap in parity.outputs.items())
        raise PeelError(
            "P602",
            "the file does not answer as the model that was trained",
            got=f"an answer {parity.largest:.2g} off, {parity.changed} clear answers differ{others}",
            allowed=f"at most {parity.tolerance:g} off, and the same answer wherever the margin exceeds {parity.margin:g}",
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
