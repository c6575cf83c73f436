"""A small convolutional head on the maps that a detector of ours sees: finds things by itself, or proposes where they may be."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torchvision.ops import batched_nms, generalized_box_iou_loss

from peel.detection import centres
from peel.detection.boxes import clipped
from peel.detection.frame import Frame
from peel.detection.goals import Goal
from peel.detection.learn import Material, views_of
from peel.detection.maps import MapFile
from peel.metrics.boxes import Found

_WIDTH, _GROUPS, _LAYERS = 64, 8, 3
_BATCH, _RATE, _WARM, _DECAY = 4, 3e-3, 0.1, 1e-2
_NEAR, _BOX_WEIGHT = 0.3, 2.0
_PEAKS, _OVERLAP, _LEAST = 80, 0.5, 0.02
_START = -4.0
_SEEN = 32  # pictures from which means and spreads of the maps are taken


class Aim(NamedTuple):
    """Heat of each class (k, h, w), the box that a cell belongs to (h w, 4), and how much it counts (h w,)."""

    heat: Tensor
    boxes: Tensor
    weight: Tensor


class ConvHead(nn.Module):
    """Maps in; the 80 surest boxes (n, 80, 4) in the frame and their scores (n, 80) out, as a first stage does."""

    middles: Tensor
    window: Tensor

    def __init__(self, maps: MapFile, places: Sequence[int], *, k: int) -> None:
        super().__init__()
        self.k, self.frame = k, maps.frame
        taken = maps.take(list(places[:_SEEN]))
        self.means = [x.mean((0, 2, 3), keepdim=True) for x in taken]
        self.spreads = [x.std((0, 2, 3), keepdim=True).clamp(min=1e-3) for x in taken]
        self.sides = nn.ModuleList(nn.Conv2d(w, _WIDTH, 1) for w in maps.widths)
        self.norms = nn.ModuleList(nn.GroupNorm(_GROUPS, _WIDTH) for _ in maps.widths)
        self.body = nn.Sequential(*itertools.chain(*(_separable() for _ in range(_LAYERS))))
        self.out = nn.Conv2d(_WIDTH, k + 4, 1)
        with torch.no_grad():
            self.out.bias[:k] = _START  # type: ignore[index]
            self.out.bias[k:] = 1.0  # type: ignore[index]
        shape = (self.frame.height // centres.STRIDE, self.frame.width // centres.STRIDE)
        self.register_buffer("middles", centres.middles(*shape))
        self.register_buffer("window", torch.tensor([*self.frame], dtype=torch.float32))

    def cells(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Logits (n, k, h, w) and boxes (n, h w, 4): coarse maps are added to the finer ones."""
        made: Tensor | None = None
        every = zip(maps, self.means, self.spreads, self.sides, self.norms, strict=True)
        for x, mean, spread, side, norm in reversed([*every]):
            own = norm(side((x - mean) / spread))
            size = [*own.shape[2:]]
            made = own if made is None else own + centres.upsampled(made, size)
        out = self.out(self.body(made))
        reach = out[:, self.k :].clamp(-3, 5).exp().flatten(2).transpose(1, 2) * centres.STRIDE
        boxes = torch.cat([self.middles - reach[..., :2], self.middles + reach[..., 2:]], -1)
        return out[:, : self.k], boxes

    def peaks(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Boxes, scores and classes of the surest peaks."""
        logits, boxes = self.cells(maps)
        heat = logits.sigmoid()
        top = nn.functional.max_pool2d(heat, 3, stride=1, padding=1)
        score, place = (
            torch.where(heat == top, heat, torch.zeros_like(heat)).flatten(1).topk(_PEAKS)
        )
        n = boxes.shape[1]
        own = boxes.gather(1, (place % n)[..., None].expand(-1, -1, 4))
        return clipped(own, self.window), score, place // n

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Without the classes: whoever judges the boxes asks anew what they are."""
        boxes, score, _ = self.peaks(maps)
        return boxes, score


def train(material: Material, places: Sequence[int], *, seconds: float, seed: int = 0) -> ConvHead:
    """Focal loss of centres and twice the generalised overlap of boxes; AdamW, one cycle over the CPU seconds."""
    torch.manual_seed(seed)
    start, rng = time.process_time(), np.random.default_rng(seed)
    head, aim = ConvHead(material.maps, places, k=material.k), _aims(material)
    optimiser = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_DECAY)
    order: list[int] = []
    steps = 0
    while (share := (time.process_time() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(share / _WARM, (1 + np.cos(np.pi * share)) / 2)
        if len(order) < _BATCH:
            order = rng.permutation(places).tolist()
        some, order = order[:_BATCH], order[_BATCH:]
        loss = _loss(head.cells(material.maps.take(some)), [aim(place) for place in some])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(head.parameters(), 10.0)
        optimiser.step()
        steps += 1
    print(f"conv head: {steps} steps of {_BATCH} of {len(places)} pictures", flush=True)
    return head.requires_grad_(False).eval()  # noqa: FBT003


@torch.no_grad()
def detect(head: ConvHead, material: Material, *, places: Sequence[int]) -> list[Found]:
    """What it finds by itself in some pictures, in pixels of the picture."""
    found = []
    for place in places:
        size = material.sizes[place]
        view = views_of(material.maps.frame, [size])
        (boxes,), (score,), (label,) = head.peaks(material.maps.take([place]))
        boxes = clipped(boxes, view.window[0]) / view.shrink[0]
        sure = (score > _LEAST).nonzero()[:, 0]
        left = sure[batched_nms(boxes[sure], score[sure], label[sure], _OVERLAP)]
        found.append(Found(*(np.asarray(part[left]) for part in (boxes, score, label))))
    return found


def _separable() -> list[nn.Module]:
    return [
        nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, groups=_WIDTH, bias=False),
        nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False),
        nn.GroupNorm(_GROUPS, _WIDTH),
        nn.ReLU(),
    ]


def _aims(material: Material) -> Callable[[int], Aim]:
    goals, kept = material.goals(), dict[int, Aim]()

    def aim(place: int) -> Aim:
        if place not in kept:
            kept[place] = _aim(goals[place], material.maps.frame, k=material.k)
        return kept[place]

    return aim


def _aim(goal: Goal, frame: Frame, *, k: int) -> Aim:
    shape = (frame.height // centres.STRIDE, frame.width // centres.STRIDE)
    heat, owner = centres.bumps(goal, shape, k=k)
    near, label = heat.max(1)
    own = owner.gather(1, label[:, None])[:, 0]
    boxes = goal.boxes[own.clamp(min=0)] if len(goal.boxes) else torch.zeros(len(own), 4)
    return Aim(heat.T.reshape(k, *shape), boxes, torch.where(near > _NEAR, near, 0.0))


def _loss(found: tuple[Tensor, Tensor], aims: Sequence[Aim]) -> Tensor:
    logits, boxes = found
    heat, wanted, weight = (torch.stack(part) for part in zip(*aims, strict=True))
    p = logits.sigmoid().clamp(1e-4, 1 - 1e-4)
    is_centre = heat > 0.999
    centre = ((1 - p).square() * p.log())[is_centre].sum()
    other = ((1 - heat) ** 4 * p.square() * (1 - p).log())[~is_centre].sum()
    focal = -(centre + other) / is_centre.sum().clamp(min=1)
    on = weight > 0
    overlap = generalized_box_iou_loss(boxes[on], wanted[on], reduction="none")
    return focal + _BOX_WEIGHT * (overlap * weight[on]).sum() / weight.sum().clamp(min=1)
