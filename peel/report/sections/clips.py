"""Clips: what of them is looked at, what the score is a score of, what cannot be told, and the sealed ones with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peel.html import names
from peel.report import pictures
from peel.report.facts import SHARDS, Facts, answers
from peel.types.report import Thumb

MOST = 24


@dataclass(frozen=True, kw_only=True)
class Clip:
    """A clip of the sealed test: its frames, what it is, and what the file said."""

    strip: Thumb
    path: str
    label: str
    answer: str

    @property
    def is_right(self) -> bool:
        """Whether the answer says what the label does."""
        return self.answer == self.label


@dataclass(frozen=True, kw_only=True)
class View:
    """Three sentences, of which the second is a warning if `is_loose`, and the sealed clips with a word on how many there are."""

    what: str
    recordings: str
    is_loose: bool
    order: str
    clips: tuple[Clip, ...]
    note: str


def view(facts: Facts) -> View:
    """From what ingest counted, and from how long clips were."""
    known, n = facts.ingest.n_grouped, facts.ingest.n_items
    return View(
        what=_what(facts.ingest.frames, facts.choice.branches[0].image.seconds),
        recordings=_recordings(known, n),
        is_loose=known < n,
        order=(
            "The model knows what is seen and how much of it changes from one frame to the next. It knows no order: a clip played "
            "backwards gets the same answer. What only the order tells apart, as opening from closing, it cannot learn."
        ),
        clips=tuple(_clips(facts)),
        note=_note(len(facts.test_items)),
    )


def _clips(facts: Facts) -> Iterator[Clip]:
    """Evenly from all over the sealed test, in the order of their paths."""
    rows = zip(facts.test_items, answers(facts.project), strict=True)
    every = sorted(rows, key=lambda one: str(one[0]["path"]))
    some = min(len(every), MOST)
    for row, answer in (every[at * len(every) // some] for at in range(some)):
        yield Clip(
            strip=_strip(facts, row),
            path=row["path"],
            label=facts.problem.show_label(row["label"]),
            answer=answer,
        )


def _strip(facts: Facts, row: Mapping[str, Any]) -> Thumb:
    frames = facts.ingest.frames
    text = f"{frames} frames of {names.shown(row['path'])}, the first on the left"
    return pictures.of_clip(facts.project / SHARDS, row, frames=frames, text=text)


def _note(n: int) -> str:
    return f"{MOST} of the {n:,} clips" if n > MOST else "The clips"


def _what(frames: int, seconds: float) -> str:
    lasts = f" Half of the clips last {seconds:.1f} seconds or less." if seconds else ""
    return (
        f"Each item is a clip: {frames} of its frames, evenly spread, stand for it. They are shown as one picture, to be read as "
        f"a page is, also where this page says picture.{lasts}"
    )


def _recordings(known: int, n: int) -> str:
    if not known:
        return (
            "No clip says from which recording it is. Clips of one recording look alike, and where some were learnt from and "
            "others tested the score is too good: name the recordings in a column group."
        )
    if known < n:
        return (
            f"{n - known:,} of {n:,} clips do not say from which recording they are. If others of their recordings lie on the "
            "other side of the split, the score is too good."
        )
    return (
        "Every clip says from which recording it is, and a recording lies on one side of the split as a whole. Only such a "
        "score says how good the model is on recordings that it never saw."
    )
