"""Detectors by the names that a leaderboard gives them."""

import pytest

from peel.detection.frame import Frame
from peel.errors import PeelError
from peel.params.sections import Search
from peel.search import named

NET = "efficientnet_lite0"


def how(*only, backbones=(NET, "timm/resnet18")):
    return Search(backbones=backbones, only=only)


def test_names_are_read_once_each():
    frame = Frame(480, 640)
    name = f"{NET}/11/mean/{named.head(frame)}"
    other = f"timm/resnet18/8/mean/{named.head(Frame(256, 320), steps=400)}"
    assert named.read(how(name, other, name)) == [
        (NET, 11, frame, 0),
        ("timm/resnet18", 8, Frame(256, 320), 400),
    ]


@pytest.mark.parametrize(
    "name",
    [
        f"{NET}/9/ms/lda",
        f"{NET}/11/mean/two stages at 640 x 481",
        f"{NET}/11/mean/two stages at 00 x 480",
        f"{NET}/11/mean/two stages and a convolutional head of 0 steps at 640 x 480",
        "efficientnet_lite1/11/mean/two stages at 640 x 480",
    ],
)
def test_other_names_are_refused(name):
    with pytest.raises(PeelError, match="names no detector") as refused:
        named.read(how(name))
    assert refused.value.code == "P890"
    assert refused.value.got == name
