"""The pictures with most that is wrong, each with its boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import words
from peel.html.svg import Attributes, Value, tag
from peel.problems.detection.judged import (
    BADLY_PLACED,
    DOUBLE,
    FALSE,
    FOUND,
    IGNORED,
    MISSED,
    WRONG_NAME,
)
from peel.types.report import Findings, Shown

_LOOKS = {FOUND: "found", MISSED: "missed", IGNORED: "ignored"}
_WORDS = (
    (FALSE, "on nothing"),
    (WRONG_NAME, "with a wrong name"),
    (BADLY_PLACED, "badly placed"),
    (DOUBLE, "on what another box shows"),
)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A mistake and its picture with boxes."""

    shown: Shown
    picture: Markup


@dataclass(frozen=True, kw_only=True)
class View:
    """What went wrong in all, and the pictures that are shown."""

    sentence: str
    drawn: tuple[Drawn, ...]


def view(findings: Findings) -> View:
    """The worst first, as evaluate ordered them; of each the boxes that it kept."""
    boxes = findings.details["pictures"]
    drawn = (
        Drawn(shown=shown, picture=draw(shown, own))
        for shown, own in zip(findings.mistakes, boxes, strict=False)
    )
    return View(sentence=_sentence(findings), drawn=tuple(drawn))


def draw(shown: Shown, boxes: Sequence[Mapping[str, Any]]) -> Markup:
    """The small picture with its boxes on it, in the picture's own pixels."""
    thumb, mistake = shown.thumb, shown.mistake
    width, height = mistake.width_px or thumb.width, mistake.height_px or thumb.height
    canvas: Attributes = {
        "class": "boxes drawn",
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-label": thumb.text,
    }
    image: Attributes = {"href": thumb.address, "width": width, "height": height}
    return tag("svg", canvas, tag("image", image), *(_box(one) for one in boxes))


def _box(one: Mapping[str, Any]) -> Markup:
    left, top, right, bottom = one["box"]
    place: dict[str, Value] = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    sure = "" if one["score"] is None else f", {words.percent(one['score'])}"
    title = tag("title", {}, f"{one['name']}: {one['what']}{sure}")
    return tag("rect", {"class": _LOOKS.get(one["what"], "false"), **place}, title)


def _sentence(findings: Findings) -> str:
    told: Mapping[str, int] = findings.details["verdicts"]
    missed = told.get(MISSED, 0)
    objects = sum(one["objects"] for one in findings.details["per_class"])
    wrong = [(told[what], meaning) for what, meaning in _WORDS if told.get(what)]
    if not missed and not wrong:
        pictures = words.count(findings.n_test, "test picture")
        return f"There is none: on all {pictures} every object is found, and nothing else."
    parts = [f"{words.count(n, 'box', many='boxes')} {meaning}" for n, meaning in wrong]
    text = f"Of {words.count(objects, 'object')}, {objects - missed:,} were found and {missed:,} missed"
    return f"{text}; {', '.join(parts)}." if parts else f"{text}; no box is wrong."
