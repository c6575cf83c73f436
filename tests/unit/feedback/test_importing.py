"""Labels on their way in: careful."""

from __future__ import annotations

import pytest

from peel import problem
from peel.feedback import epochs, importing, labels
from peel.feedback.importing import Sender
from tests.unit.feedback.conftest import ITEMS, MINT

ANN = Sender("ann", "auditor", MINT)


def _table(path, lines, *, header="item,label"):
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def _take(store, table, *, now=5.0, sender=ANN):
    return importing.import_labels(store, table, sender=sender, now=now)


def test_labels_come_back(asked, store, tmp_path):
    table = _table(tmp_path / "a.csv", [f"{ITEMS[1]},cow", f"{ITEMS[2]},", f"{ITEMS[3]}, dog "])
    assert _take(store, table)[:4] == (2, 0, 1, 0)
    said_of = [labels.standing(store, row.ticket) for row in asked]
    assert [label and label.label for label in said_of] == ["cat", "cow", None, "dog"]
    assert said_of[3].trust == "auditor"


def test_same_table_twice_changes_nothing(asked, store, tmp_path):
    table = _table(
        tmp_path / "a.csv", [f"{asked[1].ticket},cow"], header="Ticket;label".replace(";", ",")
    )
    assert _take(store, table)[:2] == (1, 0)
    assert _take(store, table)[:2] == (0, 1)


def test_later_table_corrects_an_earlier_one(asked, store, tmp_path):
    _take(store, _table(tmp_path / "a.csv", [f"{ITEMS[1]},cow", f"{ITEMS[2]},cow"]))
    later = _take(
        store,
        _table(tmp_path / "b.csv", [f"{ITEMS[1]};dog", f"{ITEMS[2]};cow"], header="item;label"),
        now=9.0,
    )
    assert later[:2] == (1, 1)
    assert labels.standing(store, asked[1].ticket).label == "dog"


def test_refused_lines_are_told(asked, store, tmp_path):
    table = _table(
        tmp_path / "a.csv", ["t_1_2_3,cow", f"{asked[1].ticket},cow"], header="ticket,label"
    )
    done = _take(store, table)
    assert (done.kept, done.refused) == (1, 1)
    assert done.words == ("line 2: no answer of this installation has this ticket or item",)


def test_slip_is_no_new_class(asked, store, tmp_path):
    known = epochs.card(store, "m" * 64).space.names[0]
    lines = [f"{ITEMS[1]},{known.upper()}", f"{ITEMS[2]},zebra", f"{ITEMS[3]},{known}"]
    table = _table(tmp_path / "a.csv", lines)
    done = _take(store, table)
    assert (done.kept, done.refused) == (1, 2)
    assert done.words == (
        f"line 2: not a name that the model knows: {known.upper()}; did you mean {known}?",
        "line 3: not a name that the model knows: zebra",
    )
    assert labels.standing(store, asked[1].ticket) is None
    assert _take(store, table, sender=ANN._replace(new_names=True))[:4] == (2, 1, 0, 0)


def test_label_that_cannot_be_kept_is_told(asked, store, tmp_path):
    lines = [f"{ITEMS[1]},{'x' * 60_001}", f"{ITEMS[2]},a\x00b", f"{ITEMS[3]},cow"]
    done = _take(store, _table(tmp_path / "a.csv", lines))
    assert (done.kept, done.refused) == (1, 2)
    assert asked


def test_several_labels_are_parted(two, store, tmp_path):
    _take(store, _table(tmp_path / "a.csv", [f"{ITEMS[0]},people | beach", f"{ITEMS[1]},-"]))
    said_of = [labels.standing(store, row.ticket).label for row in two]
    kind = problem.find("multilabel")
    assert [kind.names_of(label) for label in said_of] == [("beach", "people"), ()]


def test_name_with_the_mark_comes_back(two, store, tmp_path):
    lines = [f"{ITEMS[0]},noise|row", f"{ITEMS[1]},beach|noise|row"]
    assert _take(store, _table(tmp_path / "a.csv", lines))[:4] == (2, 0, 0, 0)
    said_of = [labels.standing(store, row.ticket).label for row in two]
    kind = problem.find("multilabel")
    assert [kind.names_of(label) for label in said_of] == [("noise|row",), ("beach", "noise|row")]


@pytest.mark.parametrize("cell", ["beach;people", '"beach, people"'])
def test_other_separator_is_told_with_the_line(two, store, tmp_path, cell):
    done = _take(store, _table(tmp_path / "a.csv", [f"{ITEMS[0]},{cell}"]))
    (words,) = done.words
    assert words.startswith("line 2: not a name that the model knows: beach")
    assert words.endswith("several names stand with | between them: beach|people")
    assert labels.standing(store, two[0].ticket) is None
