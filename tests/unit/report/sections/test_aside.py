"""What was put aside, and why."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import aside

Runs = dict[str, Facts]


def test_first_screen_shows_every_reason(facts: Runs) -> None:
    view = aside.view(facts["pass"])
    assert {one.code for one in view.first} == {"P210", "P301", "P322"}
    assert len(view.first) + len(view.others) == 17


def test_reasons_are_counted(facts: Runs) -> None:
    view = aside.view(facts["pass"])
    assert [(one.code, one.n) for one in view.reasons] == [("P322", 15), ("P210", 1), ("P301", 1)]


def test_very_many_files_are_cut(facts: Runs) -> None:
    run = facts["pass"]
    view = aside.view(replace(run, quarantine=run.quarantine * 40))
    assert len(view.first) + len(view.others) == aside.MOST
    assert view.hidden == 1 + 16 * 40 - aside.MOST


def test_line_is_shown_where_there_is_one(facts: Runs) -> None:
    view = aside.view(facts["pass"])
    assert {one.path: one.line for one in view.first}["raw/copy 0.png"] == "1"
    assert view.first[0].line == ""


def test_nothing_put_aside_is_said(facts: Runs) -> None:
    view = aside.view(facts["few"])
    assert "Nothing was put aside" in view.sentence
    assert view.first == view.reasons == ()


def test_one_file_is_singular(facts: Runs) -> None:
    run = facts["few"]
    one = replace(run, quarantine=facts["pass"].quarantine[:1])
    assert "1 file was put aside. None of them" in aside.view(one).sentence


def test_unusable_share_is_told(facts: Runs) -> None:
    said = aside.view(facts["pass"]).sentence
    assert "1 picture (0.4%) could not be used; above 20%" in said
    assert said.endswith(
        "Of the others 16 do not count, as a second copy or a file that is no picture."
    )


def test_file_is_listed_once(facts: Runs) -> None:
    """The table holds what was left out before, too; that of an earlier Peel does not."""
    run = facts["pass"]
    (left,) = run.ingest.skipped
    row = dict.fromkeys(run.quarantine[0], "") | {"path": left.path, "code": left.code}
    both = replace(run, quarantine=[row, *run.quarantine])
    assert [one.n for one in aside.view(both).reasons] == [15, 1, 1]


def test_unmet_rules_are_counted(facts: Runs) -> None:
    view = aside.view(facts["pass"])
    assert (view.n_met, len(view.expectations)) == (1, 2)
    assert view.expectations[1].examples == "found: 11, train/<b>/1.png"


def test_reason_names_no_single_file(facts: Runs) -> None:
    run = facts["few"]
    (row, *_) = facts["pass"].quarantine
    films = [
        {**row, "path": name, "code": "P290", "reason": f"film cannot be read: {name}: broken"}
        for name in ("a.mp4", "b.mp4")
    ]
    (reason,) = aside.view(replace(run, quarantine=films)).reasons
    assert (reason.title, reason.n) == ("film cannot be read", 2)
