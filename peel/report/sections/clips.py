"""Clips: what of them is looked at, what the score is a score of, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass

from peel.report.facts import Facts


@dataclass(frozen=True, kw_only=True)
class View:
    """Three sentences; `is_loose` says that the second is a warning."""

    what: str
    recordings: str
    is_loose: bool
    order: str


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
    )


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
