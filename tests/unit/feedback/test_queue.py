"""The queue: blind on its way out, careful on its way in."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from peel import problem
from peel.errors import PeelError
from peel.feedback import epochs, labels, pictures, queue, tickets
from peel.feedback.queue import Sender
from peel.process import git
from peel.types.label_space import LabelSpace
from tests.unit.feedback.conftest import MINT, answer, epoch, said

ANN = Sender("ann", "auditor", MINT)
ITEMS = [f"{n:064x}" for n in range(4)]


@pytest.fixture
def asked(store, state, make_bundle):
    """Four drawn answers of a model, with their pictures; the first one has a label."""
    space = LabelSpace(names=("cat", "cow", "dog"))
    card = make_bundle("one", space=space).joinpath("bundle.json").read_text("utf-8")
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    epochs.open_epoch(store, epoch(), now=0.0)
    rows = [answer(float(n), item=item) for n, item in enumerate(ITEMS)]
    with store.writing() as connection:
        tickets.add(connection, rows)
    for item in ITEMS:
        pictures.keep(state, item, picture=np.zeros((4, 4, 3), np.uint8))
    labels.add(store, [said(rows[0].ticket)], mint=MINT)
    return rows


def _table(path, lines, *, header="item,label"):
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def _take(store, table, *, now=5.0, sender=ANN):
    return queue.import_labels(store, table, sender=sender, now=now)


def test_queue_asks_what_nobody_said(asked, store, state, tmp_path):
    out = tmp_path / "out"
    assert queue.export(store, state, out=out, limit=10) == 3
    assert sorted(path.stem for path in (out / "pictures").iterdir()) == ITEMS[1:]
    rows = list(csv.DictReader((out / "labels.csv").read_text("utf-8").splitlines()))
    assert [row["item"] for row in rows] == ITEMS[1:]
    assert all((out / row["file"]).is_file() and not row["label"] for row in rows)
    assert (out / "names.txt").read_text("utf-8").splitlines() == list(
        epochs.card(store, "m" * 64).space.names
    )
    assert asked


def test_queue_is_blind(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    told = (tmp_path / "out/labels.csv").read_text("utf-8")
    assert not any(row.ticket in told for row in asked)
    assert "probab" not in told


def test_queue_has_a_limit(asked, store, state, tmp_path):
    assert queue.export(store, state, out=tmp_path / "out", limit=2) == 2
    assert asked


def test_removed_pictures_are_left_out(asked, store, state, tmp_path):
    pictures.forget(state, ITEMS[1])
    assert queue.export(store, state, out=tmp_path / "out", limit=10) == 2
    assert asked


def test_filled_table_is_never_overwritten(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    with pytest.raises(PeelError, match="P839"):
        queue.export(store, state, out=tmp_path / "out", limit=10)
    assert asked


def test_missing_folder_is_not_made(asked, store, state, tmp_path):
    with pytest.raises(PeelError, match="P287"):
        queue.export(store, state, out=tmp_path / "not mounted" / "out", limit=10)
    assert not (tmp_path / "not mounted").exists()
    assert asked


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


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", b"item\nx\n", b"\xff\xfe\x00", b'item,label\n"x,cat\n'],
    ids=range(5),
)
def test_other_tables_are_refused(store, tmp_path, data):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(PeelError, match="P837"):
        _take(store, tmp_path / "a.csv")


def test_pictures_stay_out_of_git(asked, store, state, tmp_path):
    git.do(tmp_path, "init", "--quiet")
    queue.export(store, state, out=tmp_path / "out", limit=10)
    assert git.ignores(tmp_path / "out" / "labels.csv")
    assert git.changed(tmp_path, "out") == []
    assert asked


def test_folder_says_how_to_label(asked, store, state, tmp_path):
    queue.export(store, state, out=tmp_path / "out", limit=10)
    assert "|" not in (tmp_path / "out" / "how.txt").read_text()
    assert asked


@pytest.fixture
def two(store, make_bundle):
    """Two answers of a model for several labels a picture, one of which is called as two are written."""
    space = LabelSpace(
        names=("beach", "people", "noise|row"), decision={"thresholds": [0.5, 0.5, 0.5]}
    )
    card = (
        make_bundle("two", kind="multilabel", space=space)
        .joinpath("bundle.json")
        .read_text("utf-8")
    )
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    rows = [answer(float(n), item=item) for n, item in enumerate(ITEMS[:2])]
    with store.writing() as connection:
        tickets.add(connection, rows)
    epochs.open_epoch(store, epoch(), now=0.0)
    return rows


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


def test_table_of_several_says_how(two, store):
    assert "between them: beach|people\n" in queue.how(store)
    assert "stays as it is: noise|row\n" in queue.how(store)
    assert "write -" in queue.how(store)
    assert two


@pytest.mark.parametrize("cell", ["beach;people", '"beach, people"'])
def test_other_separator_is_told_with_the_line(two, store, tmp_path, cell):
    done = _take(store, _table(tmp_path / "a.csv", [f"{ITEMS[0]},{cell}"]))
    (words,) = done.words
    assert words.startswith("line 2: not a name that the model knows: beach")
    assert words.endswith("several names stand with | between them: beach|people")
    assert labels.standing(store, two[0].ticket) is None
