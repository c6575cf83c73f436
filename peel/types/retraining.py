"""A retraining, from the reason for it to what came of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from peel.types.record import Record

# Why it runs: the score fell below the threshold, it is time, or somebody asked for it.
Trigger = Literal["red", "schedule", "person"]
# What it does next, in this order; refit and search are each followed by commit and judge.
Step = Literal["clone", "data", "refit", "search", "commit", "judge", "decide"]
# How it ended: the model took over, it waits for a person's yes or answers beside the champion, the gate refused it,
# or the run could not be finished. Empty while it goes on.
Outcome = Literal["", "promoted", "waiting", "shadow", "refused", "failed"]


class Run(Record):
    """A row of the table `runs`: `step` is what is done next, `notes` what the steps before have found out."""

    id: str
    trigger: Trigger
    incident: int | None = None
    step: Step = "clone"
    notes: dict[str, Any] = Field(default_factory=dict)
    started_at: float
    ended_at: float | None = None
    outcome: Outcome = ""
    words: str = ""
    cpu_s: float = 0.0


class Need(Record):
    """Whether to retrain now, and why or why not in words for a person; `labels` are the trusted ones since the last run.

    `incident` is the dip that it would be for. `stopped` says that a person is asked, since run after run changed nothing.
    """

    wanted: bool
    words: str
    labels: int = 0
    incident: int | None = None
    stopped: bool = False
