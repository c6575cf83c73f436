"""Pictures on their way: bounded, kept in the end."""

from __future__ import annotations

import numpy as np

from peel.feedback import pictures
from peel.feedback.album import Album
from peel.feedback.box import Tally

PIXELS = np.zeros((10, 20, 3), np.uint8)


def test_waiting_pictures_are_kept(state):
    album = Album(state, most_mb=1, tally=Tally())
    items = [f"{n:064x}" for n in range(20)]
    for item in items:
        album.put(item, PIXELS)
    album.close()
    assert all(pictures.path(state, item).exists() for item in items)


def test_too_large_pictures_are_lost(state):
    tally = Tally()
    album = Album(state, most_mb=0.0001, tally=tally)
    album.put("ab" * 32, PIXELS)
    album.close()
    assert tally.counts.lost_pictures == 1


def test_broken_picture_stops_no_other(state):
    tally = Tally()
    album = Album(state, most_mb=1, tally=tally)
    album.put("ab" * 32, b"no picture")
    album.put("cd" * 32, PIXELS)
    album.close()
    assert tally.counts.lost_pictures == 1
    assert pictures.path(state, "cd" * 32).exists()
