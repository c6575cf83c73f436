"""The chosen model on all training items, written as one ONNX file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from peel import files
from peel.backbones import cut
from peel.backbones.network import Network, Weighing, prepare
from peel.bundle.files import CANDIDATE
from peel.cache import Cache
from peel.errors import PeelError
from peel.heads import ensemble
from peel.heads import fit as heads_fit
from peel.heads.classes import Classes
from peel.heads.forms import FORMS
from peel.runners.local import Pass, features
from peel.runners.rows import Rows
from peel.training import heads_file, sealed, strangers
from peel.training.graph import assemble
from peel.types.model import Choice, Member
from peel.types.sample import Sample


@dataclass(frozen=True, kw_only=True)
class Job:
    """The choice, the training items with their targets, and where things lie."""

    choice: Choice
    kind: str
    samples: list[Sample]
    classes: Classes
    folds: NDArray[np.int64]
    data_digest: str
    shards: Path
    cache: Cache
    weighing: Weighing


def train(job: Job, folder: Path) -> dict[str, Any]:
    """Fit the heads, cut the network, write candidate.onnx, heads.npz and train.json; raises P601."""
    network = network_of(job.choice, job.weighing, cache=job.cache)
    work = Pass(
        graph=network.graph,
        key=network.key,
        size_px=network.image.size_px,
        shards=job.shards,
        cache=job.cache,
    )
    rows, _ = features(work, job.samples, name=f"features of {network.backbone.name}")
    fitted = fit(job.choice, network, rows=rows, classes=job.classes)
    items = strangers.Items(rows, job.classes, job.folds)
    learnt = strangers.learn(job.choice, network.taps, items=items)
    if learnt:
        distance = ensemble.Distance(tap=learnt.card.tap, novelty=learnt.distance)
        fitted = replace(fitted, distance=distance)
    model = assemble(network, fitted, metadata=metadata(job, network))
    with files.new_folder(folder) as out:
        (out / CANDIDATE).write_bytes(model)
        heads_file.save(fitted, out / heads_file.HEADS)
        facts = _facts(job, network, fitted=fitted, model=model)
        facts |= {"stranger": learnt.card.model_dump(mode="json") if learnt else None}
        facts |= {"sha256": sealed.digests(out, (CANDIDATE, heads_file.HEADS))}
        files.write_json(out / sealed.FACTS, facts)
    return facts


def network_of(choice: Choice, weighing: Weighing, *, cache: Cache) -> Network:
    """The network that the choice was made on; raises P601 when it is not the same any more."""
    network = prepare(choice.backbone, size_px=choice.image.size_px, weighing=weighing, cache=cache)
    if network.key != choice.backbone_key:
        raise PeelError(
            "P601",
            "the network is not the one that the search saw",
            got=f"{choice.backbone} with key {network.key[:16]}",
            allowed=f"key {choice.backbone_key[:16]} (the same weights and the same torch and onnxruntime)",
            do="run `dvc repro --force search`, then build again",
        )
    return network


def fit(choice: Choice, network: Network, *, rows: Rows, classes: Classes) -> ensemble.Ensemble:
    """Every member of the choice on all rows."""

    def one(member: Member) -> ensemble.Fitted:
        width = network.taps[member.tap].prefix(member.pooling)
        x = rows.vectors(member.tap)[:, :width]
        form = FORMS[member.head]
        linear = heads_fit.fit(form, x, classes=classes, shrinkage=member.shrinkage)
        return ensemble.Fitted(tap=member.tap, temperature=member.temperature, linear=linear)

    return ensemble.Ensemble(
        heads=tuple(one(member) for member in choice.members), temperature=choice.temperature
    )


def metadata(job: Job, network: Network) -> dict[str, Any]:
    """What the file says of itself. Threshold and verdict are not in it: a new threshold changes no network."""
    choice = job.choice
    facts = {
        "kind": job.kind,
        "backbone": choice.backbone,
        "depth": choice.depth,
        "image": choice.image.model_dump(mode="json"),
        "members": [member.model_dump(mode="json") for member in choice.members],
    }
    weights = network.weights
    return {
        "class_names": list(choice.class_names),
        "peel": facts,
        "calibration": {
            "method": "temperature",
            "temperature": choice.temperature,
            "fitted_on": "out-of-fold training items",
        },
        "licences": [
            {"what": weights.origin, "licence": weights.licence, "sha256": weights.sha256}
        ],
        "data_digest": job.data_digest,
    }


def _facts(
    job: Job, network: Network, *, fitted: ensemble.Ensemble, model: bytes
) -> dict[str, Any]:
    outputs = [network.taps[tap].output for tap in fitted.taps]
    parameters, macs = cut.cost(cut.cut(network.model, outputs))
    full_parameters, full_macs = cut.cost(cut.cut(network.model, [network.taps[-1].output]))
    return {
        "n_items": len(job.samples),
        "data_digest": job.data_digest,
        "licences": metadata(job, network)["licences"],
        "depth": max(fitted.taps),
        "depth_full": len(network.taps) - 1,
        "block": network.taps[max(fitted.taps)].point.block,
        "taps": fitted.taps,
        "members": [m.model_dump(mode="json") for m in job.choice.members],
        "temperature": fitted.temperature,
        "parameters": sum(
            int(np.prod(i.dims)) for i in onnx.load_from_string(model).graph.initializer
        ),
        "network_parameters": parameters,
        "parameters_full": full_parameters,
        "macs": macs,
        "macs_full": full_macs,
        "megabytes": round(len(model) / 1e6, 2),
    }
