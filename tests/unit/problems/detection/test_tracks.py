from __future__ import annotations

import json

import numpy as np
import pytest

from peel.problem import Answered, find_follower
from peel.problems.detection import PROBLEM
from peel.types.marks import Mark

SIZE = (400, 300)


def label(*things):
    marks = [Mark(name, (x, 10, x + 40, 50), track=track) for name, x, track in things]
    return PROBLEM.state_marks(marks, size=SIZE)


@pytest.fixture
def follow(answered, space):
    """What is told of pictures, each a label, boxes as class and left, and a path."""

    def told(*pictures):
        labels = [one[0] for one in pictures]
        outputs = answered(*([(c, x, 10, 40, 0.9) for c, x in one[1]] for one in pictures))
        targets = PROBLEM.read_targets(labels, space)
        tested = Answered(outputs, targets, np.arange(len(labels)), space)
        return find_follower("detection").follow(
            tested, labels=labels, paths=[one[2] for one in pictures]
        )

    return told


def film(name, n, *, track=7):
    """A cat that goes right and is found on each frame, and from the fourth on a dog that nobody sees."""
    for at in range(n):
        dog = [("dog", 300, 8)] if at > 2 else []
        things = [("cat", 3 * at, track), *dog]
        yield label(*things), [(0, 3 * at)], f"{name}/film.mp4/{at + 1:06d}.jpg"


def test_films_are_followed_and_scored(follow):
    told = follow(*film("b", 6), *[*film("a", 5)][::-1])
    every = told.details["tracks"]["all"]
    assert (every["frames"], every["things"], every["tracks"]) == (11, 4, 2)
    assert (every["missed"], every["wrong"], every["switches"]) == (5, 0, 0)
    first, second = told.details["tracks"]["films"]
    assert (first["film"], second["film"]) == ("b/film.mp4", "a/film.mp4")
    assert (first["first"], first["last"], first["step"], first["mota"]) == (1, 6, 1, 0.6667)
    cat, dog = first["lives"]
    assert (cat["name"], cat["share"], cat["tracks"], cat["there"]) == ("cat", 1, [1], [[1, 6, 0]])
    assert (dog["first"], dog["share"], dog["shown"]) == (4, 0, [[4, 6, 0]])
    assert json.loads(json.dumps(told.details)) == told.details


def test_strips_name_items_and_fate(follow):
    told = follow(*film("b", 6))
    cat, dog = told.details["tracks"]["films"][0]["lives"]
    assert [part.item for part in told.strips[cat["strip"]]] == [0, 1, 2, 3, 4, 5]
    assert {part.what for part in told.strips[dog["strip"]]} == {"missed"}


def test_track_on_nothing_is_false(follow):
    pictures = ((label(("cat", 0, 1)), [(0, 0), (1, 200)], f"v_{n}.png") for n in range(3, 30, 3))
    told = follow(*pictures).details["tracks"]["films"][0]
    assert (told["film"], told["step"], told["false"], told["wrong"]) == ("v_", 3, 1, 9)
    assert [one["is_thing"] for one in told["lives"]] == [True, False]


def test_pictures_without_numbers_say_nothing(follow):
    alone = [(label(("cat", 0, None)), [(0, 0)], f"v_{n}.png") for n in range(3)]
    assert follow(*alone) is None
    assert follow((label(("cat", 0, 1)), [(0, 0)], "v_1.png")) is None


def test_thing_without_number_counts_nowhere(follow):
    pictures = (
        (label(("cat", 0, 1), ("dog", 200, None)), [(0, 0), (1, 200)], f"v_{n}.png")
        for n in range(5)
    )
    every = follow(*pictures).details["tracks"]["all"]
    assert (every["objects"], every["wrong"], every["mota"]) == (5, 0, 1.0)
