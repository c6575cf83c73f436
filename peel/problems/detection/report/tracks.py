"""Films of the test part: how well things keep their number, when each is there, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import names, words
from peel.html.charts import rows
from peel.html.charts.axis import Axis
from peel.types.report import Findings, Thumb

DETAILS = "tracks"
# A thing that goes on under another number changes its colour; the third looks as the first.
_STYLES = ("s1", "s2")
_TRUE, _FALSE = "quiet", "fail"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How well the things of a film, or of all, were followed."""

    name: str
    frames: int
    things: int
    tracks: int
    mota: float
    idf1: float
    hota: float
    switches: int


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing, or a track that shows none: when it is there, how much of it was found, as how many tracks, and how it looks."""

    name: str
    when: str
    found: str
    tracks: str
    strip: Thumb


@dataclass(frozen=True, kw_only=True)
class Film:
    """A film with its time line and its things."""

    name: str
    chart: Markup
    things: tuple[Thing, ...]
    note: str


@dataclass(frozen=True, kw_only=True)
class View:
    """A sentence on all films, a row a film and one of all, and the films that are drawn."""

    sentence: str
    rows: tuple[Figures, ...]
    films: tuple[Film, ...]
    note: str


def view(findings: Findings) -> View:
    """The film with the lowest IDF1 first, as evaluate ordered them."""
    told: Mapping[str, Any] = findings.details[DETAILS]
    films, every = told["films"], told["all"]
    drawn = [one for one in films if "lives" in one]
    figures = [_figures(one["film"], one) for one in films]
    return View(
        sentence=_sentence(every, len(films)),
        rows=tuple([*figures, _figures("all films", every)] if len(films) > 1 else figures),
        films=tuple(_film(one, findings.strips) for one in drawn),
        note=f"The {len(drawn)} films with the lowest IDF1 are drawn."
        if len(drawn) < len(films)
        else "",
    )


def _sentence(every: Mapping[str, Any], n_films: int) -> str:
    n = words.count(every["switches"], "time")
    switched = f", and {n} a thing went on under another number." if every["switches"] else ""
    return (
        f"In {words.count(n_films, 'film')} of the sealed test the source says which boxes on different frames show the same thing. The "
        f"file's boxes on these {words.count(every['frames'], 'frame')} were followed from frame to frame, as a film that is asked about is: "
        f"{words.count(every['things'], 'thing')} that are there, {words.count(every['tracks'], 'track')} that were told"
        f"{switched or '; no thing changed its number.'}"
    )


def _figures(name: str, one: Mapping[str, Any]) -> Figures:
    return Figures(
        name=name, **{key: one[key] for key in Figures.__dataclass_fields__ if key != "name"}
    )


def _film(one: Mapping[str, Any], strips: Sequence[Thumb]) -> Film:
    lives = one["lives"]
    count = [0, 0]
    named = []
    for life in lives:
        count[life["is_thing"]] += 1
        named.append(
            f"{life['name']} {count[1]}" if life["is_thing"] else f"false {life['name']} {count[0]}"
        )
    step = one["step"]
    axis = Axis(one["first"], one["last"] + step, 0.02, 0.98)
    drawn = [_row(name, life, step=step) for name, life in zip(named, lives, strict=True)]
    label = f"When each of {len(lives)} things and tracks of {names.shown(one['film'])} is there, in frames"
    return Film(
        name=one["film"],
        chart=rows.stretches(drawn, axis, label=label),
        things=tuple(
            _thing(n, life, strip=strips[life["strip"]])
            for n, life in zip(named, lives, strict=True)
        ),
        note=_note(one),
    )


def _row(name: str, life: Mapping[str, Any], *, step: int) -> rows.Stretches:
    true = tuple((first, last + step, _TRUE) for first, last, _ in life["there"])
    if not life["is_thing"]:
        false = tuple((first, last, _FALSE) for first, last, _ in true)
        return rows.Stretches(name=name, above=false, below=(), text="false")
    style = {track: _STYLES[n % len(_STYLES)] for n, track in enumerate(life["tracks"])}
    found = tuple(
        (first, last + step, style[track]) for first, last, track in life["shown"] if track
    )
    return rows.Stretches(name=name, above=found, below=true, text=words.percent(life["share"]))


def _thing(name: str, life: Mapping[str, Any], *, strip: Thumb) -> Thing:
    first, last = life["first"], life["last"]
    when = f"{first:,} to {last:,}" if last > first else f"{first:,}"
    return Thing(
        name=name,
        when=when,
        found=words.percent(life["share"]) if life["is_thing"] else "is nothing",
        tracks=f"{len(life['tracks'])}" if life["is_thing"] else "",
        strip=strip.model_copy(update={"text": f"{names.shown(name)}, frames {when}"}),
    )


def _note(one: Mapping[str, Any]) -> str:
    more = [
        words.count(one["more_things"], "more thing") if one["more_things"] else "",
        words.count(one["more_false"], "more false track") if one["more_false"] else "",
    ]
    left_out = " and ".join(each for each in more if each)
    return f"Not drawn: {left_out}." if left_out else ""
