"""What is to be found in a picture, in pixels of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from peel.detection import boxes
from peel.metrics.boxes import Truth

_JITTER = 0.12  # of the own side, standard deviation


class Goal(NamedTuple):
    """Objects that count, boxes (m, 4) and classes (m,), and regions (l, 4) of which nothing is said."""

    boxes: Tensor
    classes: Tensor
    unsaid: Tensor


def of(truth: Truth, *, shrink: float) -> Goal:
    """The goal of a picture; boxes without an area count nowhere."""
    scaled = torch.from_numpy(truth.boxes.astype(np.float32) * np.float32(shrink)).view(-1, 4)
    has_area = ((scaled[:, 2:] - scaled[:, :2]) > 0).all(1)
    counted = torch.from_numpy(truth.is_counted) & has_area
    classes = torch.from_numpy(truth.classes.astype(np.int64))
    return Goal(scaled[counted], classes[counted], scaled[~counted & has_area])


def class_weights(goals: Sequence[Goal], k: int) -> Tensor:
    """(k,) root of the mean count over the own count: rare classes weigh more."""
    classes = torch.cat([goal.classes for goal in goals])
    count = torch.bincount(classes, minlength=k).float().clamp(min=1)
    return (count.mean() / count).sqrt()


def jittered(goal: Goal, *, copies: int, rng: torch.Generator) -> Tensor:
    """(copies x m, 4) boxes near those of the objects."""
    near = goal.boxes.repeat(copies, 1)
    return boxes.moved(near, torch.randn(near.shape, generator=rng) * _JITTER)
