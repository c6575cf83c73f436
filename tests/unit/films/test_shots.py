from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel.films.film import Frame
from peel.films.shots import GAP, Change, find_cuts, find_shots
from tests.unit.films.drawn import scene


def frames(*scenes):
    return [Frame(n, n / 25, p) for n, p in enumerate(p for each in scenes for p in each)]


def test_shots_begin_where_scenes_do():
    found = find_shots(frames(scene(1, 30), scene(2, 25), scene(3, 40)))
    assert [(shot.first, shot.last) for shot in found] == [(0, 29), (30, 54), (55, 94)]
    assert found[0].end_s == found[1].start_s == 30 / 25
    assert found[-1].end_s == pytest.approx(95 / 25)


def test_one_scene_is_one_shot():
    (shot,) = find_shots(frames(scene(1, 60)))
    assert (shot.first, shot.last) == (0, 59)


def test_noise_has_no_cuts():
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 256, (64, 96, 3), np.uint8) for _ in range(60)]
    assert len(find_shots(frames(noise))) == 1


@pytest.mark.parametrize("n", [1, 2, 3])
def test_flash_is_no_cut(n):
    film = scene(1, 60)
    film[30 : 30 + n] = [np.full_like(film[30], 255)] * n
    assert len(find_shots(frames(film))) == 1


@pytest.mark.parametrize("n", [0, 1, 2])
def test_shortest_films_have_a_shot_at_most(n):
    assert len(find_shots(frames(scene(1, n)))) == min(n, 1)


def test_one_frame_lasts_as_long_as_others():
    (shot,) = find_shots(frames(scene(1, 1)), fps=25.0)
    assert shot.end_s == 1 / 25


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=60))
def test_cuts_are_inside_and_sharp(values):
    changes = [Change(*each) for each in values]
    for cut in find_cuts(changes):
        now, later = changes[cut - 1]
        near = changes[max(0, cut - 1 - GAP) : cut + GAP]
        assert now == max(change.now for change in near)
        assert later >= now / 2
