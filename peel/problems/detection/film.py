"""What a detector says of a film: which things are on it, and from when to when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel import text
from peel.files import write_text
from peel.films.reel import Eye, Reel, Seen, Watching
from peel.metrics.boxes import Found
from peel.problem import Viewer
from peel.problems.detection.held import found, thresholds
from peel.problems.detection.labels import counted
from peel.sources.stills import TRUTH
from peel.text import named, printable, to_csv
from peel.tracking.annotated import Canvas, write_film
from peel.tracking.fair import at_frames, judge
from peel.tracking.filled import rows, told
from peel.tracking.follow import WEAK, Asked, Followed, follow
from peel.tracking.mot import write_tracks
from peel.tracking.sheet import Shown, write_sheet
from peel.tracking.tracker import Levels, Track
from peel.tracking.truth import TrueTracks, read_truth

COLUMNS = (
    *("video", "track", "name", "appears_s", "leaves_s"),
    *("first_frame", "last_frame", "sights", "score"),
)


@dataclass(frozen=True)
class _Told:
    """The things of a film, in the order in which they appear."""

    reel: Reel
    followed: Followed
    tracks: Sequence[Track]
    names: Sequence[str]

    def events(self) -> list[tuple[object, ...]]:
        """A row for each: frames from 1, the last one is still seen."""
        return [self._event(*one) for one in enumerate(self.tracks, start=1)]

    def _event(self, number: int, track: Track) -> tuple[object, ...]:
        first, last = track.frames[0], track.frames[-1]
        times = round(self._begins(first), 3), round(self._begins(last + 1), 3)
        score = round(float(np.mean(track.scores)), 4)
        sights = first + 1, last + 1, len(track.frames)
        return (self.reel.name, number, self.names[track.label], *times, *sights, score)

    def _begins(self, frame: int) -> float:
        """When a frame begins; the one behind the last, where the film ends."""
        seconds = self.followed.seconds
        end = max(self.reel.shots[-1].end_s, float(seconds[-1]))
        return float(seconds[frame]) if frame < len(seconds) else end

    def write_tracks(self, path: Path) -> None:
        """In the form of MOT."""
        write_tracks(path, rows(self.tracks))

    def write_counts(self, path: Path) -> None:
        """Of each name how many different things there are, and how many at once at most."""
        things = Counter(track.label for track in self.tracks)
        most: Counter[int] = Counter()
        for _, here in groupby(rows(self.tracks), attrgetter("frame")):
            most |= Counter(row.label for row in here)
        lines = [(name, things[label], most[label]) for label, name in enumerate(self.names)]
        write_text(path, to_csv(("name", "things", "most_at_once"), lines))

    def write_film(self, path: Path) -> None:
        """With boxes, names and numbers."""
        canvas = Canvas(self.names, self.followed.size)
        write_film(path, self.reel, rows=rows(self.tracks), canvas=canvas)

    def write_sheet(self, path: Path) -> None:
        """How each looks, and when it is there."""
        shown = Shown(self.tracks, self.names, self.followed.seconds)
        write_sheet(path, self.reel, shown=shown)

    def words(self, truth: TrueTracks | None) -> str:
        """How many of each, how much of the film was looked at, and what of the truth was asked."""
        things = counted([self.names[track.label] for track in self.tracks])
        looks, frames = self.followed.looks, len(self.followed.seconds)
        told = f"{self.reel.name}: {things}; looked at {looks} of {frames} frames"
        if truth:
            return f"{told}{_asked(truth)}"
        beside = self.reel.path.parent / TRUTH
        hint = f"; --truth {beside} would say how right that is" if beside.is_file() else ""
        return f"{told}{printable(hint)}"


def _scores(it: _Told, truth: TrueTracks) -> dict[str, object]:
    """How right the tracks are; a share that nothing is there to ask about is None."""
    here = at_frames(rows(it.tracks), [scene.frame for scene in truth.scenes])
    judged = judge(truth.scenes, here)
    told = {name: _share(value) for name, value in judged.scores._asdict().items()}
    counts = {"things": judged.things, "tracks": judged.tracks, "frames": judged.frames}
    return {"video": it.reel.name, **told, **counts}


def _truth(path: Path, names: Sequence[str], *, reel: Reel) -> TrueTracks:
    return read_truth(path, names, n_frames=reel.n_frames, size=reel.size())


def _alien(scores: Mapping[str, object]) -> str:
    """That nothing of the truth was found, where something was told."""
    nothing = scores and scores["missed"] == scores["objects"] and scores["objects"]
    words = "; no box is where the truth has one of its name: see whether it is of this film"
    return words if nothing and scores["found"] else ""


def _share(value: float) -> float | int | None:
    """Of a share four digits, of a count all."""
    return value if isinstance(value, int) else round(value, 4) if value == value else None


def _asked(truth: TrueTracks) -> str:
    """What of the truth was not asked."""
    every = f"; asked on one frame in {truth.step}, as the truth has them" if truth.step > 1 else ""
    n, names = truth.unknown.total(), named([printable(name) for name in truth.unknown])
    boxes = text.counted(n, "true box", many="true boxes")
    return f"{every}; not asked: {boxes} of {names}, which the model does not know" if n else every


class Viewing:
    """The things of a film, each told once."""

    def watch(self, reel: Reel, eye: Eye, *, how: Watching) -> Seen:
        """A row for each thing; more files are its tracks, counts, and the film with the tracks drawn into it.

        Raises P294, P295 and P296 for a truth that is not of this film, before it is looked at.
        """
        sure, names = thresholds(eye.space), eye.space.names
        truth = how.truth and _truth(how.truth, names, reel=reel)

        def look(pixels: NDArray[np.uint8]) -> Found:
            (one,) = found(eye.run([pixels]))
            return one

        every = reel.every(how.per_second) if how.per_second else None
        followed = follow(reel, look, asked=Asked(Levels(sure, WEAK * sure), every))
        it = _Told(reel, followed, told(followed.tracks), names)
        files = {
            "tracks.txt": it.write_tracks,
            "counts.csv": it.write_counts,
            "things.jpg": it.write_sheet,
            "annotated.mp4": it.write_film,
        }
        scores = _scores(it, truth) if truth else {}
        words = f"{it.words(truth or None)}{_alien(scores)}"
        return Seen("events", COLUMNS, it.events(), files, words, scores)


VIEWER: Viewer = Viewing()
