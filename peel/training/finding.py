"""The detector on all training pictures, written as one ONNX file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx

from peel import files
from peel.backbones import cut
from peel.bundle.files import CANDIDATE
from peel.detection import kept
from peel.detection.detector import Detector
from peel.detection.export import to_onnx
from peel.detection.frame import Frame
from peel.detection.learn import prepare
from peel.runners import dense
from peel.runners.dense import Sight
from peel.runners.place import Place
from peel.training import heads_file, sealed
from peel.training.train import Given, check_same
from peel.types.model import Choice
from peel.types.training import Training


def train(choice: Choice, given: Given, *, folder: Path) -> Training:
    """Take the detector that the search learnt, or learn it again; write candidate.onnx, heads.npz and train.json."""
    seen = sight_of(choice, given.place)
    detector = _detector(choice, given, seen=seen)
    told = _metadata(choice, given, seen=seen)
    outputs = given.problem.outputs(choice.space)
    model = to_onnx(detector, seen.bare, outputs=outputs, metadata=told)
    with files.new_folder(folder) as out:
        (out / CANDIDATE).write_bytes(model)
        (out / heads_file.HEADS).write_bytes(dense.pack(kept.arrays(detector)))
        facts = Training(
            n_items=len(given.items.labels),
            data_digest=given.items.digest(),
            licences=tuple(told["licences"]),
            branches=choice.branches,
            members=choice.members,
            calibration=choice.calibration,
            sha256=sealed.digests(out, (CANDIDATE, heads_file.HEADS)),
            **_size(seen, model, place=given.place),
        )
        files.write_text(out / sealed.FACTS, facts.to_json())
    return facts


def sight_of(choice: Choice, place: Place) -> Sight:
    """The network that the search saw; raises P601 when it is not the same any more."""
    (branch,) = choice.branches
    height, width = choice.space.decision[dense.FRAME]
    seen = dense.sight(
        branch.backbone, Frame(height, width), place=place, to=choice.depth() or None
    )
    check_same(branch, key=seen.key)
    return seen


def _detector(choice: Choice, given: Given, *, seen: Sight) -> Detector:
    space = choice.space
    key = dense.key_of(seen, given.items, space=space)
    found = dense.find(given.place, key=key)
    if found is not None:
        return found
    truths = list(given.problem.read_targets(given.items.labels, space))
    lesson = dense.Lesson(given.items.samples, truths, given.items.folds, len(space.names))
    with dense.looked(lesson, seen, place=given.place) as material:
        return prepare(material, peak_steps=dense.steps_of(space)).whole()


def _metadata(choice: Choice, given: Given, *, seen: Sight) -> dict[str, Any]:
    facts = {
        "kind": given.problem.name,
        "branches": [branch.model_dump(mode="json") for branch in choice.branches],
        "members": [member.model_dump(mode="json") for member in choice.members],
        "decision": choice.space.decision,
        "outputs": [one.model_dump(mode="json") for one in given.problem.outputs(choice.space)],
    }
    one = seen.weights
    return {
        "class_names": list(choice.space.names),
        "peel": facts,
        "licences": [{"what": one.origin, "licence": one.licence, "sha256": one.sha256}],
        "data_digest": given.items.digest(),
    }


def _size(seen: Sight, model: bytes, *, place: Place) -> dict[str, Any]:
    parameters, macs = cut.cost(seen.graph)
    whole = dense.sight(seen.backbone.name, seen.frame, place=place)
    parameters_full, macs_full = cut.cost(whole.graph)
    held = onnx.load_from_string(model).graph.initializer
    return {
        "depth": seen.network.depths[-1],
        "depth_full": seen.network.depth_full,
        "block": seen.network.paths[-1],
        "taps": tuple(seen.network.depths),
        "parameters": sum(int(np.prod(one.dims)) for one in held),
        "network_parameters": parameters,
        "parameters_full": parameters_full,
        "macs": macs,
        "macs_full": macs_full,
        "megabytes": round(len(model) / 1e6, 2),
    }
