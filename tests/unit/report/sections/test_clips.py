"""What the page says of clips."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel.report.build import page_of
from peel.report.facts import Facts
from peel.report.sections import clips, verdict
from peel.report.steps import steps

Runs = dict[str, Facts]


def _of_clips(facts: Facts, *, known: int) -> Facts:
    branch = facts.choice.branches[0]
    image = branch.image.model_copy(update={"frames": 6, "seconds": 2.04})
    choice = facts.choice.model_copy(
        update={"branches": (branch.model_copy(update={"image": image}),)}
    )
    ingest = facts.ingest.model_copy(update={"frames": 6, "n_grouped": known, "n_items": 9})
    return replace(facts, choice=choice, ingest=ingest)


@pytest.mark.parametrize(
    ("known", "words"),
    [(0, "No clip says"), (7, "2 of 9 clips do not say"), (9, "Every clip says")],
)
def test_missing_recordings_are_a_warning(facts: Runs, known: int, words: str) -> None:
    view = clips.view(_of_clips(facts["pass"], known=known))
    assert view.recordings.startswith(words)
    assert view.is_loose == (known < 9)


def test_length_of_clips_is_told(facts: Runs) -> None:
    view = clips.view(_of_clips(facts["pass"], known=9))
    assert "6 of its frames" in view.what
    assert view.what.endswith("2.0 seconds or less.")


@pytest.mark.slow
def test_only_clips_have_their_section(facts: Runs) -> None:
    assert 'id="clips-head"' not in page_of(facts["pass"], title="t")
    page = page_of(_of_clips(facts["pass"], known=0), title="t")
    assert "No clip says from which recording" in page
    assert "backwards gets the same answer" in page


def test_sealed_clips_stand_with_their_answers(facts: Runs) -> None:
    of_clips = _of_clips(facts["pass"], known=9)
    view = clips.view(of_clips)
    assert len(view.clips) == clips.MOST
    assert view.note == f"{clips.MOST} of the {len(of_clips.test_items)} clips"
    assert len({one.path for one in view.clips}) == clips.MOST
    assert {one.is_right for one in clips.view(_of_clips(facts["fail"], known=9)).clips} == {
        True,
        False,
    }
    assert view.clips[0].strip.width > 5 * view.clips[0].strip.height
    assert view.clips[0].strip.text.startswith("6 frames of ")


def test_sheets_are_shown_whole(facts: Runs) -> None:
    whole = '<main class="whole">'
    assert whole in page_of(_of_clips(facts["pass"], known=9), title="t")
    assert whole not in page_of(facts["pass"], title="t")


def test_frames_of_films_are_told_as_such(facts: Runs) -> None:
    one = facts["pass"]
    films = [{"film": "a", "frames": one.split.n_test - 1}, {"film": "b", "frames": 1}]
    details = {**one.evaluation.details, "tracks": {"films": films}}
    of_films = replace(one, evaluation=one.evaluation.model_copy(update={"details": details}))
    assert steps(of_films)[0].command == "peel predict YOUR-FILM.mp4"
    assert ", frames of 2 films, that it had never seen" in verdict.view(of_films).sentences[0]


def test_model_of_clips_is_asked_about_films(facts: Runs) -> None:
    step = steps(_of_clips(facts["pass"], known=9))[0]
    assert step.command == "peel predict YOUR-FILM.mp4"
    assert "clips of film, 6 frames of each" in step.text
