"""A film of two blocks that move over grey ground, and an eye that finds them by their colours."""

from __future__ import annotations

import numpy as np

from peel.metrics.boxes import Found

SIZE = (96, 160)
RED, BLUE = (220, 20, 20), (20, 20, 220)
SIDE = 20


def frames(n, *, step=2, start=0):
    """Red goes right along the top, blue left along the bottom, from the tenth frame on."""
    film = []
    for number in range(n):
        picture = np.full((*SIZE, 3), 128, np.uint8)
        left = start + step * number
        picture[10 : 10 + SIDE, left : left + SIDE] = RED
        if number >= 10:
            left = SIZE[1] - SIDE - step * (number - 10)
            picture[60 : 60 + SIDE, max(left, 0) : max(left + SIDE, 0)] = BLUE
        film.append(picture)
    return film


def look(pixels):
    """Boxes of what is red (class 0) and blue (class 1)."""
    wide = pixels.astype(int)
    boxes, labels = [], []
    for label, channel in ((0, 0), (1, 2)):
        rows, columns = np.nonzero(wide[..., channel] - wide[..., 2 - channel] > 100)
        if len(rows):
            boxes.append((columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
            labels.append(label)
    return Found(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.full(len(boxes), 0.9, np.float32),
        np.array(labels, np.int64),
    )
