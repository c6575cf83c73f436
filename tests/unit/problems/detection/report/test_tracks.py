from __future__ import annotations

from peel.problems.detection.report import REPORT, tracks
from peel.types.report import Thumb

STRIP = Thumb(address="data:image/jpeg;base64,", width=72, height=72, text="how it looks")
FIGURES = {"frames": 9, "things": 2, "tracks": 3, "mota": 0.5, "idf1": 0.6, "hota": 0.4}


def life(name, *, is_thing=True, shown=(), numbers=()):
    return {
        "name": name,
        "is_thing": is_thing,
        "first": 3,
        "last": 9,
        "there": [[3, 9, 0]],
        "shown": [list(one) for one in shown],
        "share": 0.5,
        "tracks": list(numbers),
        "strip": 0,
    }


def of_films(findings, *films, switches=1):
    shown = [
        {**FIGURES, "film": name, "switches": switches, "first": 1, "last": 9, "step": 1}
        | {"more_things": 2, "more_false": 0, "false": 1, "lives": lives}
        for name, lives in films
    ]
    told = {"all": {**FIGURES, "switches": switches}, "films": shown}
    details = {**findings.details, "tracks": told}
    return findings.model_copy(update={"details": details, "strips": (STRIP,)})


def test_time_line_shows_found_over_true(findings):
    cat = life("<b>cat", shown=[(3, 4, 1), (5, 6, 0), (7, 9, 2)], numbers=[1, 2])
    view = tracks.view(of_films(findings, ("road", [cat, life("dog", is_thing=False)])))
    (film,) = view.films
    assert [film.chart.count(f'"fill {style}"') for style in ("s1", "s2", "quiet", "fail")] == [
        1
    ] * 4
    assert [one.name for one in film.things] == ["<b>cat 1", "false dog 1"]
    assert film.note == "Not drawn: 2 more things."
    assert "&lt;b&gt;cat 1" in film.chart
    assert len(view.rows) == 1


def test_sentence_tells_of_switches(findings):
    told = of_films(findings, ("road", [life("cat")]), ("way", [life("cat")]), switches=2)
    view = tracks.view(told)
    assert "2 times a thing went on under another number." in view.sentence
    assert [one.name for one in view.rows] == ["road", "way", "all films"]
    none = tracks.view(of_films(findings, ("road", [life("cat")]), switches=0))
    assert none.sentence.endswith("no thing changed its number.")


def test_section_is_there_with_tracks_alone(findings):
    assert [one.name for one in REPORT.sections(findings)] == ["mistakes"]
    told = of_films(findings, ("road", [life("cat", shown=[(3, 9, 1)], numbers=[1])]))
    _, section = REPORT.sections(told)
    assert section.name == "tracks"
    assert 'href="#word-hota"' in section.body
    assert 'alt="cat 1, frames 3 to 9"' in section.body
