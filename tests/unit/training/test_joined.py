"""A model of two branches, one of them with half-way weights, goes through graph, twin, proof, card and load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from safetensors.torch import save_file

from peel.backbones import cut, registry
from peel.backbones.loading import load as load_network
from peel.backbones.network import prepare
from peel.bundle.load import load
from peel.errors import PeelError
from peel.evaluation.evaluate import evaluate
from peel.export.export import Proven, export
from peel.training.train import network_of, train
from peel.types.evaluation import Evaluation
from peel.types.items import Size
from peel.types.model import Branch, Member
from peel.types.pooling import Pooling

NETWORK, FROM, DEPTHS = "efficientnet_lite0", 8, (6, 11)
pytestmark = pytest.mark.slow


def _trained(folder: Path) -> Path:
    """Weights of the later blocks as a training might leave them."""
    network, _ = load_network(registry.find(NETWORK))
    torch.manual_seed(1)
    changed = {
        name: tensor * (1 + 0.2 * torch.randn_like(tensor))
        for name, tensor in network.state_dict().items()
        if name.startswith(("blocks.3.", "blocks.4.", "blocks.5.", "blocks.6."))
        and tensor.is_floating_point()
        and "running" not in name
    }
    path = folder / "half.safetensors"
    save_file(changed, path)
    return path


def _branch(name: str, place, **more) -> Branch:
    """A branch with the key of the network that it names."""
    image = registry.find(NETWORK).image.model_copy(update={"size_px": 64})
    bare = Branch(name=name, backbone=NETWORK, key="", image=image, **more)
    made = prepare(NETWORK, size=Size(64), source=place.weights_of(bare), cache=place.cache)
    return bare.model_copy(update={"key": made.key, "weights_sha256": made.weights.sha256})


@pytest.fixture(scope="module")
def two(world, tmp_path_factory):
    """The choice, the material, and a folder with what train made of them."""
    folder = tmp_path_factory.mktemp("two")
    _trained(folder)
    place = replace(world.material.place, trained=folder)
    branches = (
        _branch(NETWORK, place),
        _branch("half", place, trained_from=FROM, blend=0.5, file="half.safetensors"),
    )
    members = tuple(
        Member(
            branch=branch.name,
            tap=tap,
            pooling=Pooling.EMS,
            head=head,
            shrinkage=0.1,
            calibration=(1.5,),
            weight=weight,
        )
        for branch, tap, head, weight in (
            (branches[0], DEPTHS[0], "lda", 1.0),
            (branches[0], DEPTHS[1], "ridge", 2.0),
            (branches[1], DEPTHS[1], "lda", 3.0),
        )
    )
    choice = world.choice.model_copy(update={"branches": branches, "members": members})
    material = replace(world.material, place=place)
    train(choice, material, folder=folder / "train")
    return choice, material, folder


@pytest.fixture(scope="module")
def exam(world, two):
    choice, material, folder = two
    return replace(
        world.exam,
        choice=choice,
        trained=folder / "train",
        place=material.place,
        state=folder / "state",
    )


def test_weights_are_mixed_half_way(two) -> None:
    choice, material, folder = two
    backbone = registry.find(NETWORK)
    plain, _ = load_network(backbone)
    mixed, _ = load_network(backbone, material.place.weights_of(choice.branches[1]))
    other = replace(material.place.weights_of(choice.branches[1]).trained, blend=1.0)
    whole, _ = load_network(backbone, replace(material.place.weights, trained=other))
    name = "blocks.4.0.conv_pw.weight"
    states = [network.state_dict()[name] for network in (plain, mixed, whole)]
    torch.testing.assert_close(states[1], (states[0] + states[2]) / 2)
    assert (folder / "half.safetensors").is_file()


def test_first_blocks_are_computed_once(two) -> None:
    """Both branches agree up to the block from which the second was trained."""
    choice, material, folder = two
    model = onnx.load(folder / "train" / "candidate.onnx")
    first, second = (network_of(branch, material.place) for branch in choice.branches)
    alone = [
        sum(node.op_type == "Conv" for node in cut.cut(net.model, [net.taps[11].output]).graph.node)
        for net in (first, second)
    ]
    together = sum(node.op_type == "Conv" for node in model.graph.node)
    assert max(alone) < together < 0.8 * sum(alone)
    assert sum(node.op_type == "Resize" for node in model.graph.node) == 1


def test_file_equals_its_twin_in_every_form(exam, tmp_path: Path) -> None:
    evaluate(exam, tmp_path / "evaluate")
    parity = Evaluation.read(tmp_path / "evaluate" / "evaluation.json").parity
    assert parity.same
    assert parity.largest < 1e-4


def test_bundle_of_two_branches_answers(exam, two, tmp_path: Path) -> None:
    choice, _, folder = two
    evaluate(exam, tmp_path / "evaluate")
    proven = Proven(
        trained=folder / "train",
        evaluated=tmp_path / "evaluate",
        choice=choice,
        problem=exam.problem,
        params={},
        trained_on=[],
    )
    card = export(proven, tmp_path / "export")
    (answer,) = load(tmp_path / "export").predict([np.zeros((40, 50, 3), np.uint8)])
    assert [branch.name for branch in card.branches] == [NETWORK, "half"]
    assert answer.class_name in card.space.names


def test_other_half_way_weights_are_refused(two, tmp_path: Path) -> None:
    """A file that was trained anew is another network than the one that was searched."""
    choice, material, folder = two
    state = {"blocks.6.0.conv_pw.weight": torch.zeros(1152, 192, 1, 1)}
    save_file(state, tmp_path / "half.safetensors")
    place = replace(material.place, trained=tmp_path)
    with pytest.raises(PeelError, match=r"^P601 "):
        network_of(choice.branches[1], place)
    assert network_of(choice.branches[1], replace(place, trained=folder)).taps
