"""When each thing of a film is there, and which track shows it then; and the tracks that show nothing that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from peel.metrics.boxes import Floats, overlaps
from peel.tracking.fair import Scene, asked_of
from peel.tracking.scores import HALF, Seen
from peel.tracking.tracker import pair

NONE = 0
# More than any overlap: a thing stays with its track where it can.
_KEPT = 1.0


@dataclass(frozen=True)
class Life:
    """A thing or a track: its number and class; on which frames (places in the film) it is, in which boxes, and whose it is there.

    Of a thing `of` has the track that shows it, NONE where none does; of a track that shows nothing it has NONE.
    """

    number: int
    label: int
    places: list[int] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    of: list[int] = field(default_factory=list)

    def add(self, place: int, box: Floats, *, of: int) -> None:
        """It is on one more frame."""
        self.places.append(place)
        self.boxes.append(box)
        self.of.append(of)

    @property
    def shown(self) -> float:
        """The share of its frames on which a track shows it."""
        return sum(one != NONE for one in self.of) / len(self.of)

    @property
    def tracks(self) -> list[int]:
        """The tracks that show it, in the order in which they come."""
        return [one for one in dict.fromkeys(self.of) if one != NONE]


def lives(truth: Sequence[Scene], found: Sequence[Seen]) -> tuple[list[Life], list[Life]]:
    """The things of a film, and the tracks that show none of them on any frame, both in the order in which they appear.

    Tracks count from 1.
    """
    things, tracks, showing = dict[int, Life](), dict[int, Life](), set[int]()
    for place, (scene, every) in enumerate(zip(truth, found, strict=True)):
        one = asked_of(every, scene)
        of = _shown_by(scene.things, one, before=things)
        _put(things, scene.things, place=place, of=of)
        _put(tracks, one, place=place, of=[NONE] * len(one.ids))
        showing.update(of)
    return list(things.values()), [life for n, life in tracks.items() if n not in showing]


def _put(known: dict[int, Life], here: Seen, *, place: int, of: Sequence[int]) -> None:
    for number, box, label, by in zip(
        here.ids.tolist(), here.boxes, here.classes.tolist(), of, strict=True
    ):
        life = known.setdefault(number, Life(number, label))
        life.add(place, np.asarray(box, np.float64), of=by)


def _shown_by(things: Seen, found: Seen, *, before: dict[int, Life]) -> list[int]:
    """Of each thing the track that shows it here."""
    overlap = overlaps(things.boxes, found.boxes)
    can = (overlap >= HALF) & (things.classes[:, None] == found.classes[None])
    last = [_last(before.get(number)) for number in things.ids.tolist()]
    kept = np.array(last, np.int64)[:, None] == found.ids[None]
    rows, columns = pair(overlap + _KEPT * kept, can)
    of = [NONE] * len(things.ids)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        of[row] = int(found.ids[column])
    return of


def _last(life: Life | None) -> int:
    return next((one for one in reversed(life.of) if one != NONE), NONE) if life else NONE
