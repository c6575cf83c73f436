import json

import pytest

from peel.bundle.load import load
from peel.errors import PeelError
from peel.feedback import labels
from peel.serving.labels import _parted as parted
from peel.serving.labels import said_of
from peel.types.label_space import LabelSpace
from peel.types.serving import Feedback
from tests.unit.bundle.conftest import Maker
from tests.unit.bundle.things import RED, finder


@pytest.fixture
def bundle(tmp_path):
    return finder(Maker(tmp_path))


def test_boxes_are_kept_as_written(asker):
    ticket = asker.kept_ticket()
    answer = asker.post("/v1/feedback", json={"ticket": ticket, "boxes": [RED, RED]})
    assert (answer.status_code, answer.json()) == (201, {"outcomes": ["kept"]})
    kept = labels.standing(asker.server.store, ticket).label
    assert kept == '[{"box":[0.0,0.0,6.0,9.0],"name":"red"}]'


def test_no_box_says_that_nothing_is_there(asker):
    ticket = asker.kept_ticket()
    assert asker.post("/v1/feedback", json={"ticket": ticket, "boxes": []}).status_code == 201
    assert labels.standing(asker.server.store, ticket).label == "[]"


def told(answer):
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize(
    "box",
    [
        [3, 3, 3, 8],
        [5, 1, 2, 8],
        [0, 0, 14, 9],
        [0, 0, 12, 11],
        [-2, 0, 6, 9],
        [0, 0, 0.001, 9],
        [20, 20, 30, 30],
        [0, 0, 1e300, 9],
    ],
)
def test_box_that_cannot_be_is_refused(asker, box):
    message = {"ticket": asker.kept_ticket(), "boxes": [RED, {"name": "red", "box": box}]}
    assert told(asker.post("/v1/feedback", json=message)) == (422, "P865")


def test_box_just_over_edge_is_taken(asker):
    box = {"name": "red", "box": [-0.4, 0, 12.6, 9]}
    answer = asker.post("/v1/feedback", json={"ticket": asker.kept_ticket(), "boxes": [box]})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "boxes",
    [
        "[0, 0, 6, 9]",
        '[{"name": "red", "box": [0, 0, 6, NaN]}]',
        '[{"name": "red", "box": [0, 0, 6, Infinity]}]',
        '[{"name": "red", "box": [0, 0, 6, 1e999]}]',
        '[{"name": "red", "box": [0, 0, 6]}]',
        '[{"name": "red", "box": "0 0 6 9"}]',
        '[{"name": "red", "box": ["0", "0", "6", "9"]}]',
        '[{"name": "red", "box": [false, false, true, true]}]',
        '[{"name": "red"}]',
        '[{"box": [0, 0, 6, 9]}]',
        '[{"name": "\\u001b[2J", "box": [0, 0, 6, 9]}]',
        '[{"name": "\\ud800", "box": [0, 0, 6, 9]}]',
        '[{"name": "red", "box": [0, 0, 6, 9], "crowd": true}]',
        "[" * 5_000 + "]" * 5_000,
        json.dumps([RED] * 1_001),
        json.dumps({str(n): RED for n in range(3)}),
    ],
)
def test_boxes_of_another_form_are_refused(asker, boxes):
    body = f'{{"ticket": "{asker.kept_ticket()}", "boxes": {boxes}}}'
    headers = {"content-type": "application/json"}
    answer = asker.post("/v1/feedback", content=body.encode(), headers=headers)
    assert told(answer) == (422, "P853")
    assert len(answer.text) < 1_000


@pytest.mark.parametrize("more", [{}, {"label": "red"}, {"label": "red", "boxes": [RED]}])
def test_label_of_another_kind_is_refused(asker, more):
    answer = asker.post("/v1/feedback", json={"ticket": asker.kept_ticket(), **more})
    assert told(answer) == (422, "P853")


def test_unknown_name_of_box_is_refused(asker):
    ticket = asker.kept_ticket()
    strange, left_out = ({**RED, "name": name} for name in ("rde", "green"))
    answer = asker.post("/v1/feedback", json={"ticket": ticket, "boxes": [RED, strange]})
    assert told(answer) == (422, "P865")
    assert "rde" in answer.text
    assert "correct the name" in answer.text
    assert "blue, red" in answer.text
    message = {"ticket": ticket, "boxes": [RED, left_out]}
    assert asker.post("/v1/feedback", json=message).status_code == 201


def test_batch_says_which_boxes_are_outside(asker):
    good, bad = ({"ticket": asker.kept_ticket(), "boxes": [RED]} for _ in range(2))
    bad["boxes"] = [{"name": "red", "box": [0, 0, 40, 9]}]
    answer = asker.post("/v1/feedback/batch", json={"items": [good, bad]})
    assert (answer.status_code, answer.json()["outcomes"]) == (202, ["kept", "outside"])


def test_boxes_before_their_ticket_wait(asker):
    ticket = asker.server.mint.new(asker.server.now())
    answer = asker.post("/v1/feedback", json={"ticket": ticket, "boxes": [RED]})
    assert (answer.status_code, answer.json()["outcomes"]) == (202, ["unknown ticket"])


def test_thousand_boxes_are_taken(asker):
    boxes = [{"name": "red", "box": [n / 100, 0, n / 100 + 1, 2]} for n in range(1_000)]
    message = {"ticket": asker.kept_ticket(), "boxes": boxes}
    assert asker.post("/v1/feedback", json=message).status_code == 201


def test_boxes_are_no_label_where_names_are(tmp_path):
    model = load(Maker(tmp_path)("names"))
    with pytest.raises(PeelError, match=r"P853.*got boxes"):
        said_of(Feedback(ticket="t", boxes=()), [model])


def test_name_of_the_model_before_is_known(tmp_path):
    maker = Maker(tmp_path)
    now, before = load(finder(maker, "now")), load(finder(maker, "before"))
    now.card = now.card.model_copy(update={"space": LabelSpace(names=("blue",))})
    item = Feedback.model_validate({"ticket": "t", "boxes": [RED]})
    with pytest.raises(PeelError, match="P865"):
        said_of(item, [now])
    assert said_of(item, [now, before]).reach == (6, 9)


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("-", ()),
        ("b|a", ("b", "a")),
        ("a", "a"),
        ("a|new", "a|new"),
        ("c|d", "c|d"),
        (("-",), ("-",)),
    ],
)
def test_text_of_several_is_parted(label, said):
    known = ("a", "b", "c|d")
    assert parted(label, known) == said
