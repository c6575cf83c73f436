"""Whether a probability can be believed: how often labels that were given it hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html.charts import reliability
from peel.metrics.wilson import wilson
from peel.types.report import Findings


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart of probability against how often labels hold, and its table."""

    bins: tuple[reliability.Bin, ...]
    chart: Markup


def view(findings: Findings) -> View:
    """The bins that evaluate made: every known label of every test picture lies in one."""
    bins = tuple(_bin(one) for one in findings.details["calibration"])
    label = f"How often labels of each probability hold, in {len(bins)} groups"
    words = reliability.Wording(one="label", many="labels", sure="probable", right="hold")
    return View(bins=bins, chart=reliability.draw(bins, label=label, wording=words))


def _bin(one: Mapping[str, Any]) -> reliability.Bin:
    low, high = wilson(one["accuracy"] * one["n"], one["n"])
    return reliability.Bin(
        start=one["low"],
        end=one["high"],
        n=one["n"],
        confidence=one["confidence"],
        right=one["accuracy"],
        low=low,
        high=high,
    )
