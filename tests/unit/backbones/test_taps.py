import numpy as np
import pytest
import torch
from timm import create_model
from torch import nn

from peel.backbones import timm, torchvision
from peel.backbones.registry import RANDOM
from peel.backbones.taps import mean_and_std, over_time, quarters, tapped, widths
from peel.errors import PeelError
from peel.types.items import ImageSpec


def test_mean_and_std_are_those_of_numpy():
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(2, 3, 5, 4)).astype(np.float32))
    mean, std = mean_and_std(x)
    np.testing.assert_allclose(mean, x.numpy().mean((2, 3)), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(std, x.numpy().std((2, 3)), rtol=1e-4)


def test_odd_middle_belongs_to_both_quarters():
    x = torch.arange(9.0).view(1, 1, 3, 3)
    assert quarters(x).tolist() == [[2.0, 3.0, 5.0, 6.0]]


def test_tokens_have_no_quarters():
    assert quarters(torch.zeros(1, 7, 3)).shape == (1, 0)


def test_network_without_known_blocks_is_refused():
    with pytest.raises(PeelError) as caught:
        tapped(RANDOM, nn.Linear(2, 2), image=ImageSpec())
    assert caught.value.code == "P505"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("provider", "architecture", "taps"),
    [
        (timm, "tf_efficientnet_lite1", 23),
        (timm, "resnet18", 9),
        (timm, "mobilenetv3_small_050", 13),
        (timm, "convnext_atto", 13),
        (timm, "vit_tiny_patch16_224", 12),
        (torchvision, "mobilenet_v2", 19),
        (torchvision, "resnet18", 9),
    ],
)
def test_architectures_have_a_tap_a_block(provider, architecture, taps):
    name = provider.__name__.rpartition(".")[2]
    backbone = RANDOM.model_copy(update={"provider": name, "architecture": architecture})
    size_px = 224 if "vit" in architecture else 64
    image = ImageSpec(size_px=size_px)
    network = tapped(backbone, provider.build(architecture), image=image)
    assert len(network.points) == taps
    assert all(total >= 2 * width for width, _, total in widths(network, size_px))


@pytest.mark.slow
@pytest.mark.parametrize("size_px", [64, 224])
def test_static_padding_changes_no_number(size_px):
    torch.manual_seed(0)
    plain = create_model("tf_efficientnet_lite0", pretrained=False).eval()
    x = torch.randn(1, 3, size_px, size_px)
    with torch.no_grad():
        want = plain.forward_features(x)
        got = timm.with_static_padding(plain).forward_features(x)
    torch.testing.assert_close(got, want)


def test_time_is_pooled_clip_by_clip():
    x = torch.from_numpy(np.random.default_rng(0).normal(size=(8, 3)).astype(np.float32))
    got = over_time(x, 4).numpy()
    for clip, own in zip(got, x.numpy().reshape(2, 4, 3), strict=True):
        steps = np.abs(np.diff(own, axis=0)).mean(0)
        wanted = np.concatenate([own.mean(0), own.std(0), steps])
        np.testing.assert_allclose(clip, wanted, rtol=1e-4, atol=1e-5)


def test_clip_played_backwards_is_the_same():
    x = torch.from_numpy(np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32))
    backwards = torch.flip(x, [0])
    np.testing.assert_allclose(over_time(x, 6), over_time(backwards, 6), rtol=1e-5, atol=1e-6)
