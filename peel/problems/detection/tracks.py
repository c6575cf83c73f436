"""Sealed films of which the things are known by number: they are followed from frame to frame, and held beside what is true."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from peel.problem import Answered
from peel.problems.detection.held import found, thresholds
from peel.problems.detection.judged import FALSE, FOUND, MISSED
from peel.problems.detection.labels import read
from peel.tracking.fair import Judged, Scene, at_frames, judge, seen_of, together
from peel.tracking.filled import rows, told
from peel.tracking.follow import WEAK, memory
from peel.tracking.follower import Followed, Follower, Part
from peel.tracking.scores import Seen
from peel.tracking.timeline import NONE, Life, lives
from peel.tracking.tracker import Levels, Tracker
from peel.types.label_space import LabelSpace

# Films with their lines, things of each, and pictures of a thing.
MOST_FILMS, MOST_THINGS, MOST_PARTS = 6, 12, 6
_NUMBER = re.compile(r"(\d{1,12})(?=\.\w+$)")


@dataclass(frozen=True)
class _Film:
    """The sealed frames of a film, in order: places among the items and numbers, what is there, and what was told."""

    name: str
    items: list[int]
    frames: list[int]
    truth: list[Scene]
    found: list[Seen]

    @cached_property
    def judged(self) -> Judged:
        """What the tracks are worth."""
        return judge(self.truth, self.found)


class Following:
    """From boxes on frames to tracks, and what they are worth."""

    def follow(
        self, tested: Answered, *, labels: Sequence[str], paths: Sequence[str]
    ) -> Followed | None:
        """The figures of all films and of each, their things with when they are there and who shows them; None without tracks."""
        films = list(_films(tested, labels, paths=paths))
        if not films:
            return None
        films.sort(key=lambda film: (film.judged.scores.idf1, film.name))
        parts: list[tuple[Part, ...]] = []
        shown = [
            _shown(film, tested.space, parts=parts) if place < MOST_FILMS else _figures(film)
            for place, film in enumerate(films)
        ]
        whole = together([film.judged for film in films])
        every = {"frames": whole.frames, **_plain(whole)}
        return Followed({"tracks": {"all": every, "films": shown}}, tuple(parts))


def _films(tested: Answered, labels: Sequence[str], *, paths: Sequence[str]) -> Iterator[_Film]:
    """The films with at least two sealed frames, on one of which a thing has a number."""
    answers = found(tested.outputs)
    frames: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for item, path in enumerate(paths):
        number = _NUMBER.search(path)
        if number:
            frames[path[: number.start()]].append((int(number[1]), item))
    for name, every in sorted(frames.items()):
        numbers, items = [n for n, _ in sorted(every)], [item for _, item in sorted(every)]
        truth = [
            _scene(read(labels[item]), n, space=tested.space)
            for n, item in zip(numbers, items, strict=True)
        ]
        if len(set(numbers)) == len(numbers) > 1 and any(len(one.things.ids) for one in truth):
            tracker = _tracker(tested.space, numbers)
            for n, item in zip(numbers, items, strict=True):
                tracker.update(n, answers[item])
            yield _Film(
                name.rstrip("/") or name,
                items,
                numbers,
                truth,
                at_frames(rows(told(tracker.tracks)), numbers),
            )


def _tracker(space: LabelSpace, numbers: Sequence[int]) -> Tracker:
    """As for a film of 25 frames a second: how fast it is, is not known here, nor where it was cut."""
    sure = thresholds(space)
    step = math.gcd(*(number - numbers[0] for number in numbers))
    return Tracker(Levels(sure, WEAK * sure), memory(step))


def _scene(things: Sequence[Mapping[str, Any]], frame: int, *, space: LabelSpace) -> Scene:
    """What is on a frame; what has no number, or counts nowhere, is among the others."""
    places = {name: place for place, name in enumerate(space.names)}
    counted: dict[int, tuple[int, Any, int]] = {}
    others = []
    for thing in things:
        if thing["name"] not in places:
            continue
        track = thing.get("track")
        it = track or 0, thing["box"], places[thing["name"]]
        if track is None or track in counted or thing.get("crowd") or thing.get("difficult"):
            others.append(it)
        else:
            counted[track] = it
    return Scene(frame, seen_of(counted.values()), seen_of(others))


def _plain(judged: Judged) -> dict[str, Any]:
    scores = {
        name: value if isinstance(value, int) else round(value, 4)
        for name, value in judged.scores._asdict().items()
    }
    return {**scores, "things": judged.things, "tracks": judged.tracks}


def _figures(film: _Film) -> dict[str, Any]:
    return {"film": film.name, "frames": len(film.frames), **_plain(film.judged)}


def _shown(film: _Film, space: LabelSpace, *, parts: list[tuple[Part, ...]]) -> dict[str, Any]:
    """The figures with the things and false tracks, each with the place of its pictures among `parts`, which grow by them."""
    things, strangers = lives(film.truth, film.found)
    step = math.gcd(*(number - film.frames[0] for number in film.frames))
    shown = []
    for life in [*things[:MOST_THINGS], *strangers[:MOST_THINGS]]:
        is_thing = any(life is one for one in things)
        shown.append(
            {
                "name": space.names[life.label],
                "is_thing": is_thing,
                "first": film.frames[life.places[0]],
                "last": film.frames[life.places[-1]],
                "there": _spans(life, film.frames, of=[0] * len(life.places)),
                "shown": _spans(life, film.frames, of=life.of) if is_thing else [],
                "share": round(life.shown, 4),
                "tracks": life.tracks,
                "strip": len(parts),
            }
        )
        parts.append(_parts(life, film.items, none=MISSED if is_thing else FALSE))
    ends = {"first": film.frames[0], "last": film.frames[-1], "step": step}
    more = {"more_things": len(things[MOST_THINGS:]), "more_false": len(strangers[MOST_THINGS:])}
    return {**_figures(film), **ends, **more, "false": len(strangers), "lives": shown}


def _spans(life: Life, frames: Sequence[int], *, of: Sequence[int]) -> list[list[int]]:
    """First and last frame, and the track, of each stretch of sealed frames after one another on which that is the same."""
    spans: list[list[int]] = []
    before = -2
    for place, by in zip(life.places, of, strict=True):
        if spans and spans[-1][2] == by and place == before + 1:
            spans[-1][1] = frames[place]
        else:
            spans.append([frames[place], frames[place], by])
        before = place
    return spans


def _parts(life: Life, items: Sequence[int], *, none: str) -> tuple[Part, ...]:
    """Where it is on a few of its frames, evenly spread."""
    n = len(life.places)
    some = np.unique(np.linspace(0, n - 1, min(n, MOST_PARTS)).round().astype(int)).tolist()
    return tuple(
        Part(
            items[life.places[at]],
            tuple(life.boxes[at].tolist()),
            none if life.of[at] == NONE else FOUND,
        )
        for at in some
    )


FOLLOWER: Follower = Following()
