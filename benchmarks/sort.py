"""SORT as it was published, to be compared with: one round, seven numbers a thing, three sights before it counts.

**Source**: Bewley et al. 2016; `memory` is 1 there, others who ship it take a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from peel.metrics.boxes import Floats, Found, overlaps
from peel.tracking.scores import Seen
from peel.tracking.tracker import pair

_OVERLAP, _SIGHTS = 0.3, 3
_MOVE = np.eye(7) + np.eye(7, k=4)
_SEE = np.eye(4, 7)
_NOISE = np.diag([1.0, 1.0, 10.0, 10.0])
_DRIFT = np.diag([1.0, 1.0, 1.0, 1.0, 0.01, 0.01, 0.0001])
_DOUBT = np.diag([10.0, 10.0, 10.0, 10.0, 1e4, 1e4, 1e4])


class _Thing:
    def __init__(self, box: Floats, number: int) -> None:
        self.state = np.concatenate([_measured(box), np.zeros(3)])
        self.doubt = _DOUBT.copy()
        self.number, self.sights, self.unseen = number, 1, 0

    def predict(self) -> Floats:
        if self.state[2] + self.state[6] <= 0:
            self.state[6] = 0
        self.state = _MOVE @ self.state
        self.doubt = _MOVE @ self.doubt @ _MOVE.T + _DRIFT
        self.unseen += 1
        return _box(self.state)

    def see(self, box: Floats) -> None:
        whole = _SEE @ self.doubt @ _SEE.T + _NOISE
        gain = self.doubt @ _SEE.T @ np.linalg.inv(whole)
        self.state = self.state + gain @ (_measured(box) - _SEE @ self.state)
        self.doubt = (np.eye(7) - gain @ _SEE) @ self.doubt
        self.sights, self.unseen = self.sights + 1, 0


class _Told(NamedTuple):
    number: int
    box: Floats


def sort(frames: Sequence[Found], *, memory: int) -> list[Seen]:
    """The tracks that SORT tells on each frame; those of the first three frames count from their first sight."""
    things: list[_Thing] = []
    told, number = [], 0
    for at, found in enumerate(frames):
        expected = np.array([one.predict() for one in things]).reshape(-1, 4)
        overlap = overlaps(expected, found.boxes)
        rows, columns = pair(overlap, overlap >= _OVERLAP)
        here = []
        for row, column in zip(rows, columns, strict=True):
            things[row].see(found.boxes[column])
            if things[row].sights >= _SIGHTS or at < _SIGHTS:
                here.append(_Told(things[row].number, found.boxes[column]))
        for column in np.setdiff1d(np.arange(len(found.boxes)), columns):
            number += 1
            things.append(_Thing(found.boxes[column], number))
            if at < _SIGHTS:
                here.append(_Told(number, found.boxes[column]))
        things = [one for one in things if one.unseen <= memory]
        told.append(_seen(here))
    return told


def _seen(told: Sequence[_Told]) -> Seen:
    boxes = np.array([one.box for one in told]).reshape(-1, 4)
    numbers = np.array([one.number for one in told], np.int64)
    return Seen(numbers, boxes, np.zeros(len(told), np.int64))


def _measured(box: Floats) -> Floats:
    """Centre, area and how wide it is for its height."""
    width, height = box[2] - box[0], box[3] - box[1]
    return np.array([box[0] + width / 2, box[1] + height / 2, width * height, width / height])


def _box(state: Floats) -> Floats:
    width = np.sqrt(max(state[2] * state[3], 0.0))
    height = state[2] / width if width else 0.0
    half = np.array([width, height]) / 2
    return np.concatenate([state[:2] - half, state[:2] + half])
