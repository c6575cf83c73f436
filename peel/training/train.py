"""The chosen model on all training items, written as one ONNX file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from peel import files
from peel.backbones.network import Network, prepare
from peel.bundle.files import CANDIDATE
from peel.errors import PeelError
from peel.heads import fit as heads_fit
from peel.heads.supervision import Supervision, by_name
from peel.problem import Finder, Learner, Problem
from peel.runners.feature_file import FeatureFile
from peel.runners.local import Pass, features
from peel.runners.place import Place
from peel.split.items import Items
from peel.training import heads_file, sealed, strangers
from peel.training.ensemble import Ensemble, Fitted, TapAt
from peel.training.graph import assemble
from peel.types.model import Branch, Choice, Member
from peel.types.output import Output
from peel.types.sample import Sample
from peel.types.training import Training

_Networks = Mapping[str, Network]


@dataclass(frozen=True, kw_only=True)
class Given:
    """The training items, the kind, and where things lie."""

    items: Items
    problem: Problem
    learner: Learner | Finder
    place: Place


@dataclass(frozen=True, kw_only=True)
class Material:
    """What a model is trained on: the items with their targets and folds, the digest of both, the kind, where things lie."""

    problem: Problem
    learner: Learner
    samples: list[Sample]
    targets: Supervision
    folds: NDArray[np.int64]
    data_digest: str
    place: Place


def material(
    items: Items, kind: tuple[Problem, Learner], *, choice: Choice, place: Place
) -> Material:
    """The training items as the heads learn them."""
    problem, learner = kind
    targets = problem.read_targets(items.labels, choice.space)
    return Material(
        problem=problem,
        learner=learner,
        samples=items.samples,
        targets=learner.supervise(targets, choice.space),
        folds=items.folds,
        data_digest=items.digest(),
        place=place,
    )


def train(choice: Choice, material: Material, *, folder: Path) -> Training:
    """Fit the heads, cut the networks, write candidate.onnx, heads.npz and train.json; raises P601."""
    networks = {b.name: network_of(b, material.place) for b in choice.branches}
    rows = {name: _features(network, material) for name, network in networks.items()}
    fitted = fit(choice, networks, rows=rows, material=material)
    learnt = _distance(choice, networks, rows=rows, material=material)
    if learnt:
        fitted = replace(fitted, distance=learnt.distance)
    outputs = material.problem.outputs(choice.space)
    if learnt:
        outputs = (*outputs, learnt.card.output)
    told = metadata(choice, networks, material=material, outputs=outputs)
    model = assemble(networks, fitted, outputs=outputs, metadata=told)
    with files.new_folder(folder) as out:
        (out / CANDIDATE).write_bytes(model)
        heads_file.save(fitted, out / heads_file.HEADS)
        facts = Training(
            n_items=len(material.samples),
            data_digest=material.data_digest,
            licences=tuple(told["licences"]),
            branches=choice.branches,
            members=choice.members,
            calibration=choice.calibration,
            stranger=learnt.card if learnt else None,
            sha256=sealed.digests(out, (CANDIDATE, heads_file.HEADS)),
            **_size(choice, networks, model=model),
        )
        files.write_text(out / sealed.FACTS, facts.to_json())
    return facts


def network_of(branch: Branch, place: Place) -> Network:
    """The network that the choice was made on; raises P601 when it is not the same any more."""
    source = place.weights_of(branch)
    network = prepare(branch.backbone, size=branch.image.size, source=source, cache=place.cache)
    check_same(branch, key=network.key)
    return network


def check_same(branch: Branch, *, key: str) -> None:
    """Raise P601 where the network of today is not the one of the branch."""
    if key == branch.key:
        return
    raise PeelError(
        "P601",
        "the network is not the one that the search saw",
        got=f"{branch.name} with key {key[:16]}",
        allowed=f"key {branch.key[:16]} (the same weights and the same torch and onnxruntime)",
        do="run `dvc repro --force search`, then build again",
    )


def fit(
    choice: Choice, networks: _Networks, *, rows: Mapping[str, FeatureFile], material: Material
) -> Ensemble:
    """Every member of the choice on all rows."""
    learner = material.learner
    heads = by_name((*learner.heads(), *learner.trained_heads()))

    def one(member: Member) -> Fitted:
        width = networks[member.branch].taps[member.tap].prefix(member.pooling)
        x = rows[member.branch].vectors(member.tap)[:, :width]
        head = heads[member.head]
        return Fitted(
            at=TapAt(member.branch, member.tap),
            calibration=member.calibration,
            weight=member.weight,
            linear=heads_fit.fit(head, x, targets=material.targets, shrinkage=member.shrinkage),
        )

    return Ensemble(
        heads=tuple(one(member) for member in choice.members),
        calibration=learner.calibration,
        parameters=choice.calibration,
        tail=learner.tail(choice.space),
    )


def metadata(
    choice: Choice, networks: _Networks, *, material: Material, outputs: tuple[Output, ...]
) -> dict[str, Any]:
    """What the file says of itself. Threshold and verdict are not in it: a new threshold changes no network."""
    facts = {
        "kind": material.problem.name,
        "branches": [branch.model_dump(mode="json") for branch in choice.branches],
        "members": [member.model_dump(mode="json") for member in choice.members],
        "decision": choice.space.decision,
        "outputs": [output.model_dump(mode="json") for output in outputs],
    }
    weights = {network.weights.sha256: network.weights for network in networks.values()}
    return {
        "class_names": list(choice.space.names),
        "peel": facts,
        "calibration": {
            "method": material.learner.calibration.name,
            "parameters": choice.calibration,
            "fitted_on": "out-of-fold training items",
        },
        "licences": [
            {"what": one.origin, "licence": one.licence, "sha256": one.sha256}
            for one in weights.values()
        ],
        "data_digest": material.data_digest,
    }


def _features(network: Network, material: Material) -> FeatureFile:
    work = Pass(network=network, place=material.place)
    rows, _ = features(work, material.samples, name=f"features of {network.backbone.name}")
    return rows


def _distance(
    choice: Choice, networks: _Networks, *, rows: Mapping[str, FeatureFile], material: Material
) -> strangers.Learnt | None:
    groups = material.learner.groups(material.targets)
    if groups is None:
        return None
    items = strangers.FeaturedItems(rows[choice.branches[0].name], groups, material.folds)
    taps = {name: network.taps for name, network in networks.items()}
    return strangers.learn(choice, taps, items=items)


def _size(choice: Choice, networks: _Networks, *, model: bytes) -> dict[str, Any]:
    """The file in numbers; what two branches share is counted once for each."""
    costs, full = [], []
    for branch in choice.branches:
        network = networks[branch.name]
        taps = sorted({m.tap for m in choice.members if m.branch == branch.name})
        outputs = [network.taps[tap].output for tap in taps]
        costs.append(network.cost(outputs))
        full.append(network.cost([network.taps[-1].output]))
    first, depth = networks[choice.branches[0].name], choice.depth()
    parameters = onnx.load_from_string(model).graph.initializer
    return {
        "depth": depth,
        "depth_full": len(first.taps) - 1,
        "block": first.taps[depth].point.block,
        "taps": tuple(sorted({member.tap for member in choice.members})),
        "parameters": sum(int(np.prod(i.dims)) for i in parameters),
        "network_parameters": sum(cost[0] for cost in costs),
        "parameters_full": sum(cost[0] for cost in full),
        "macs": sum(cost[1] for cost in costs),
        "macs_full": sum(cost[1] for cost in full),
        "megabytes": round(len(model) / 1e6, 2),
    }
