import pytest

from peel.feedback.strange import strange
from peel.problem import find
from peel.types.label_space import LabelSpace
from peel.types.marks import Mark
from tests.unit.bundle.things import SPACE


@pytest.mark.parametrize(
    ("kind", "names", "found"),
    [
        ("classification", ["red"], []),
        ("classification", ["owl"], ["owl"]),
        ("multilabel", ["owl", "red", "fox"], ["fox", "owl"]),
        ("multilabel", [], []),
    ],
)
def test_names_of_no_model_are_strange(kind, names, found):
    rules = find(kind)
    space = LabelSpace(names=("blue", "red"), decision={})
    assert strange(rules.state(names), rules, space=space) == found


def test_name_that_was_left_out_is_not():
    rules = find("detection")
    marks = [Mark(name, (0, 0, 9, 9)) for name in ("red", "green", "owl")]
    assert strange(rules.state_marks(marks, size=(9, 9)), rules, space=SPACE) == ["owl"]
