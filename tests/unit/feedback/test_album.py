"""Pictures on their way: bounded, kept in the end."""

from __future__ import annotations

import numpy as np

from peel.feedback import pictures
from peel.feedback.album import Album
from peel.feedback.box import Tally

PIXELS = np.zeros((10, 20, 3), np.uint8)


def row(item):
    return {"ticket": f"t_{item}", "item": item}


def put(album, item, picture):
    assert album.hold(f"t_{item}", picture)
    album.settle([row(item)], found={f"t_{item}"})


def test_waiting_pictures_are_kept(state):
    album = Album(state, most_mb=1, tally=Tally())
    items = [f"{n:064x}" for n in range(20)]
    for item in items:
        put(album, item, PIXELS)
    album.close()
    assert all(pictures.path(state, item).exists() for item in items)


def test_pictures_held_are_bounded(state):
    tally = Tally()
    album = Album(state, most_mb=0.0001, tally=tally)
    assert [album.hold("t_1", PIXELS), album.hold("t_2", PIXELS)] == [True, False]
    assert tally.counts.lost_pictures == 1
    album.settle([{"ticket": "t_1", "item": "ab" * 32}], found=())
    assert album.hold("t_3", PIXELS)
    album.close()
    assert not pictures.path(state, "ab" * 32).exists()


def test_broken_picture_stops_no_other(state):
    tally = Tally()
    album = Album(state, most_mb=1, tally=tally)
    put(album, "ab" * 32, b"no picture")
    put(album, "cd" * 32, PIXELS)
    album.close()
    assert tally.counts.lost_pictures == 1
    assert pictures.path(state, "cd" * 32).exists()
