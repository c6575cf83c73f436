"""Which labels teach: by trust, by the model's own answer, by how much one source gives."""

import csv

import pytest

from peel import problem
from peel.errors import PeelError
from peel.images.decode import decode
from peel.images.digest import of_pixels
from peel.params.sections import Ingest, Retrain
from peel.retraining import dataset
from peel.retraining.dataset import Terms, choose, nothing_to_learn, write
from peel.sources.find import FEEDBACK, MARK, find
from peel.sources.source import Terms as How
from peel.types.marks import Mark
from tests.unit.retraining.conftest import again, png, scene

ALL = Retrain(source_share=1.0)


def chosen(installed, settings=ALL, known=(), kind="classification"):
    return choose(installed.store, installed.state, terms=Terms(settings, kind, known))


def test_text_without_label_does_not_teach(installed):
    installed.use(1, "no JSON")
    assert chosen(installed, kind="multilabel").left_out == {dataset.NO_LABEL: 1}


def test_auditors_teach_whatever_the_model_thought(installed):
    installed.use(1, "red", p=(1.0, 0.0, 0.0))
    taken = chosen(installed)
    assert [one.label.label for one in taken.lessons] == ["red"]
    assert taken.left_out == {}


def test_public_never_teaches(installed):
    installed.use(1, "red", trust="public")
    assert chosen(installed).lessons == []


def test_fresh_pictures_are_held_back(installed):
    installed.use(1, "red", part="fresh")
    assert chosen(installed).left_out == {dataset.FRESH: 1}


def test_fresh_picture_sent_again_is_held_back(installed):
    installed.use(1, "red", part="fresh")
    installed.use(1, "red", at=2.0, part="train-new", group="other")
    assert chosen(installed).lessons == []


def test_next_frame_of_fresh_is_held_back(installed):
    installed.use(1, "red", part="fresh", picture=scene(1))
    installed.use(2, "red", at=2.0, picture=again(scene(1)))
    installed.use(3, "red", at=3.0, picture=scene(2))
    taken = chosen(installed)
    assert [one.ticket.at for one in taken.lessons] == [3.0]
    assert taken.left_out == {dataset.FRESH: 2}


def test_doubted_label_of_others_waits(installed):
    told = installed.use(1, "red", p=(0.99, 0.0, 0.01), trust="partner")
    installed.use(2, "red", p=(0.9, 0.0, 0.1), trust="partner")
    taken = chosen(installed)
    assert len(taken.lessons) == 1
    assert taken.doubted == [told.ticket]


def test_new_name_of_others_is_doubted(installed):
    installed.use(1, "violet", trust="staff")
    installed.use(2, "violet")
    assert [one.label.trust for one in chosen(installed).lessons] == ["auditor"]


def test_answer_of_unknown_model_is_doubted(installed):
    installed.use(1, "red", trust="staff", model="x" * 64)
    assert chosen(installed).left_out == {dataset.DOUBTED: 1}


def test_project_s_own_picture_keeps_its_label(installed):
    installed.use(1, "red")
    own = {of_pixels(decode(png(1)).pixels)}
    assert chosen(installed, known=own).left_out == {dataset.KNOWN: 1}


def test_picture_teaches_once_by_the_most_trusted(installed):
    installed.use(1, "red", at=1.0)
    installed.use(1, "blue", at=2.0, trust="staff", by="bob")
    taken = chosen(installed)
    assert [one.label.label for one in taken.lessons] == ["red"]
    assert taken.left_out == {dataset.TWICE: 1}


def test_missing_or_broken_picture_is_counted(installed):
    for seed in (1, 2):
        told = installed.use(seed, "red", at=seed)
        path = installed.state.pictures / told.item[:2] / f"{told.item}.png"
        path.write_bytes(b"broken") if seed == 1 else path.unlink()
    assert chosen(installed).left_out == {dataset.NO_PICTURE: 2}


def test_one_source_gives_at_most_its_share(installed):
    for seed in range(20):
        installed.use(seed, "red", by="one", trust="partner")
    for seed in range(20, 59):
        installed.use(seed, "red")
    taken = chosen(installed, Retrain(source_share=0.05))
    assert sum(one.label.by == "one" for one in taken.lessons) == 2  # of 41
    assert taken.left_out == {dataset.TOO_MANY: 18}


def test_source_alone_teaches_nothing(installed):
    for seed in range(20):
        installed.use(seed, "red", by="one", trust="partner")
    assert chosen(installed, Retrain(source_share=0.05)).lessons == []


def test_earliest_of_a_source_stay(installed):
    told = [installed.use(seed, "red", at=9 - seed, by="one", trust="staff") for seed in range(4)]
    for seed in range(10, 14):
        installed.use(seed, "red")
    taken = chosen(installed, Retrain(source_share=0.21))
    assert [one.ticket.ticket for one in taken.lessons if one.label.by == "one"] == [told[3].ticket]


def test_table_says_where_each_line_is_from(installed, tmp_path):
    told = installed.use(1, "=red", at=60.0)
    digest = write(chosen(installed), tmp_path / "feedback", kind="classification")
    with open(tmp_path / "feedback" / "labels.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "path": f"{told.item}.png",
        "label": "=red",
        "part": "train",
        "group": f"feedback {told.group}",
        "ticket": told.ticket,
        "key": "ann",
        "trust": "auditor",
        "at": "1970-01-01T00:01:00Z",
    }
    assert (tmp_path / "feedback" / row["path"]).read_bytes() == png(1)
    assert write(chosen(installed), tmp_path / "feedback", kind="classification") == digest


def test_several_labels_stand_in_one_cell(installed, tmp_path):
    rules = problem.find("multilabel")
    installed.use(1, rules.state(["red", "blue"]))
    installed.use(2, rules.state([]), at=2.0)
    taken = chosen(installed, kind="multilabel")
    write(taken, tmp_path / "feedback", kind="multilabel")
    with open(tmp_path / "feedback" / "labels.csv", newline="") as file:
        assert {row["label"] for row in csv.DictReader(file)} == {f"blue{MARK}red", "[]"}


@pytest.mark.parametrize("kind", ["classification", "multilabel"])
def test_table_is_read_as_it_was_written(kind, installed, tmp_path):
    rules = problem.find(kind)
    names = (["red"], ["a|b"], ["=x, 'y' z"], ["red", "blue"], [])[: 5 if rules.several else 3]
    said = [rules.state(each) for each in names]
    for place, label in enumerate(said):
        installed.use(place, label, at=float(place + 1))
    folder = tmp_path / FEEDBACK
    write(chosen(installed, kind=kind), folder, kind=kind)
    found = find([folder], How(Ingest(table="none", class_level=3), rules))
    assert sorted(row.label for row in found.rows) == sorted(said)
    assert {row.part for row in found.rows} == {"train"}
    assert [each.path for each in found.skipped if each.line] == []


def test_boxes_are_read_as_they_were_written(installed, tmp_path):
    """Also where the project's own annotations say nothing of parts."""
    rules = problem.find("detection")
    two = [Mark('=x, "y"', (0, 0.25, 5, 6)), Mark("red", (3, 3, 9.5, 12), is_difficult=True)]
    said = [rules.state_marks(marks, size=(12, 12)) for marks in ([two[0]] * 2, two, [])]
    said += [
        rules.state_marks(
            [m._replace(box=(n, 0, 12, 12)) for n in range(2) for m in two], size=(12, 12)
        )
    ] * 11
    rows = [installed.use(place, label, at=float(place + 1)) for place, label in enumerate(said)]
    folder = tmp_path / FEEDBACK
    write(chosen(installed, kind="detection"), folder, kind="detection")
    found = find([folder], How(Ingest(form="coco", table="none"), rules))
    assert any('"difficult":true' in label for label in said)
    assert sorted(row.label for row in found.rows) == sorted(said)
    assert {row.part for row in found.rows} == {"train"}
    assert {row.group for row in found.rows} == {f"feedback {row.group}" for row in rows}
    assert [each.path for each in found.skipped if each.line] == []


def test_crowd_does_not_teach(installed):
    crowd = Mark("red", (0, 0, 9, 9), is_crowd=True)
    installed.use(1, problem.find("detection").state_marks([crowd], size=(12, 12)))
    assert chosen(installed, kind="detection").left_out == {dataset.CROWD: 1}


def test_boxes_beyond_the_picture_do_not_teach(installed):
    """Those of a label that came before its ticket."""
    rules = problem.find("detection")
    for place, right in enumerate((12.5, 14)):
        label = rules.state_marks([Mark("red", (0, 0, right, 9))], size=(99, 99))
        installed.use(place, label, at=float(place + 1), width=12, height=12)
    taken = chosen(installed, kind="detection")
    assert [one.ticket.at for one in taken.lessons] == [1.0]
    assert taken.left_out == {dataset.OUTSIDE: 1}


def test_boxes_of_others_are_doubted(installed):
    """Moved boxes, and those of a name of which the model never heard."""
    rules = problem.find("detection")
    space = installed.card.space
    finds = {"kind": "detection", "outputs": rules.outputs(space)}
    outputs = {"boxes": [[0, 0, 6, 9]], "scores": [0.9], "labels": [2], "image_index": [0]}
    told = installed.use(1, "red", outputs=outputs)
    card = installed.card.model_copy(update=finds)
    names = [("red", 0), ("red", 5), ("owl", 0)]
    said = [rules.state_marks([Mark(n, (x, 0, x + 6, 9))], size=(12, 9)) for n, x in names]
    found = [dataset.chance_of(label, told, card=card) for label in [*said, "[]", "no label"]]
    assert found == pytest.approx([0.9, 0.0, 0.0, 0.1, 0.0])


def test_least_probable_of_several_counts(installed):
    kind = problem.find("multilabel")
    space = installed.card.space
    card = installed.card.model_copy(update={"kind": "multilabel", "outputs": kind.outputs(space)})
    told = installed.use(1, "red", p=(0.9, 0.2, 0.6))
    assert dataset.chance_of(kind.state(["blue", "red"]), told, card=card) == pytest.approx(0.6)
    assert dataset.chance_of(kind.state(["blue"]), told, card=card) == pytest.approx(0.4)


def test_nothing_to_learn_says_why(installed):
    installed.use(1, "red", part="fresh")
    with pytest.raises(PeelError, match=r"^P894 .*got 1 held back for the gate"):
        raise nothing_to_learn(chosen(installed))
