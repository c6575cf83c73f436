"""Torchvision's SSDLite head on the maps that a detector of ours sees: the same network, the same pass, trained for as many CPU seconds."""

from __future__ import annotations

import itertools
import time
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.models.detection.anchor_utils import DefaultBoxGenerator
from torchvision.models.detection.ssd import SSD
from torchvision.models.detection.ssdlite import SSDLiteHead, _extra_block

from peel.detection.learn import Material
from peel.metrics.boxes import Found

_BATCH, _RATE, _WARM = 8, 2e-3, 0.05
_EXTRA = (256, 256, 128)
_RATIOS = [[2, 3]] * 6
# Of the frame; torchvision's own begin at .2, under which no platelet falls.
_SCALES = [0.06, 0.12, 0.2, 0.35, 0.5, 0.7, 0.9]


class _Kept(nn.Module):
    """In the place of the network: maps of this batch, and coarser ones made of the last."""

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__()
        norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.03)
        chain = [widths[-1], *_EXTRA]
        self.extra = nn.ModuleList(_extra_block(a, b, norm) for a, b in itertools.pairwise(chain))
        self.maps: tuple[Tensor, ...] = ()

    def forward(self, _: Tensor) -> OrderedDict[str, Tensor]:
        """All maps, fine ones first."""
        maps = list(self.maps)
        for block in self.extra:
            maps.append(block(maps[-1]))
        return OrderedDict((str(i), one) for i, one in enumerate(maps))


def train(material: Material, *, seconds: float, seed: int = 0) -> SSD:
    """AdamW, one cycle over the time, pictures mirrored in no way: what our own head has."""
    torch.manual_seed(seed)
    start, rng = time.process_time(), np.random.default_rng(seed)
    model, goals = _model(material), material.goals()
    optimiser = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=_RATE, weight_decay=1e-2
    )
    steps = 0
    while (share := (time.process_time() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(share / _WARM, (1 + np.cos(np.pi * share)) / 2)
        places = rng.choice(len(goals), _BATCH, replace=False).tolist()
        model.backbone.maps = material.maps.take(places)
        targets = [{"boxes": goals[p].boxes, "labels": goals[p].classes + 1} for p in places]
        loss = sum(model(_blank(material, len(places)), targets).values())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        steps += 1
    print(f"SSDLite: {steps} steps of {_BATCH} pictures", flush=True)
    return model.eval()


@torch.no_grad()
def detect(model: SSD, material: Material) -> list[Found]:
    """What it finds in each picture, in pixels of the picture."""
    found = []
    for place, size in enumerate(material.sizes):
        model.backbone.maps = material.maps.take([place])
        (one,) = model(_blank(material, 1))
        boxes = one["boxes"].numpy() / material.maps.frame.shrink(size)
        found.append(Found(boxes, one["scores"].numpy(), one["labels"].numpy() - 1))
    return found


def _model(material: Material) -> SSD:
    anchors = DefaultBoxGenerator(_RATIOS, scales=_SCALES)
    norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.03)
    widths = material.maps.widths
    head = SSDLiteHead([*widths, *_EXTRA], anchors.num_anchors_per_location(), material.k + 1, norm)
    frame = (material.maps.frame.height, material.maps.frame.width)
    return SSD(
        _Kept(widths),
        anchors,
        frame[::-1],
        material.k + 1,
        head=head,
        image_mean=[0.0] * 3,
        image_std=[1.0] * 3,
        score_thresh=0.02,
        nms_thresh=0.5,
        detections_per_img=200,
        topk_candidates=300,
    )


def _blank(material: Material, n: int) -> list[Tensor]:
    return [torch.zeros(3, material.maps.frame.height, material.maps.frame.width)] * n
