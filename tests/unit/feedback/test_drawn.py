import pytest

from peel import problem
from peel.errors import PeelError
from peel.feedback import drawn
from peel.types.marks import Mark

RULES, SIZE = problem.find("detection"), (40, 30)


def test_boxes_are_stated_as_the_kind_does():
    marks = [Mark("cat", (1, 2, 9, 8)), Mark("dog", (0, 0, 40, 30))]
    assert drawn.state(marks, RULES, size=SIZE) == RULES.state_marks(marks, size=SIZE)
    assert drawn.state([], RULES, size=SIZE) == "[]"


def test_box_at_the_edge_is_cut():
    told = drawn.state([Mark("cat", (-0.5, 0, 40.5, 30))], RULES, size=SIZE)
    assert RULES.marks_of(told) == (Mark("cat", (0, 0, 40, 30)),)


@pytest.mark.parametrize(
    "box",
    [(0, 0, 42, 9), (0, 0, 9, 32), (-2, 0, 9, 9), (3, 0, 3, 9), (0, 9, 9, 3), (0, 0, 0.001, 9)],
)
def test_box_that_cannot_be_is_refused(box):
    with pytest.raises(PeelError, match="P865"):
        drawn.state([Mark("cat", box)], RULES, size=SIZE)


@pytest.mark.parametrize("box", [(0.1, 0.1, 0.3, 0.5), (0, 0, 1, 1), (7, 7, 7.9, 8)])
def test_shares_of_the_picture_are_refused(box):
    for size in (SIZE, drawn.NOT_KNOWN):
        with pytest.raises(PeelError, match=r"P865.*in pixels of the picture, not in shares"):
            drawn.state([Mark("cat", box)], RULES, size=size)


def test_unknown_size_bounds_a_box_too():
    far = Mark("cat", (0, 0, 16_384, 9))
    assert drawn.state([far], RULES, size=drawn.NOT_KNOWN)
    with pytest.raises(PeelError, match="P865"):
        drawn.state([Mark("cat", (0, 0, 1e300, 9))], RULES, size=drawn.NOT_KNOWN)


def test_too_many_boxes_are_refused():
    marks = [Mark("cat", (n / 200, 0, 40, 30)) for n in range(5_001)]
    with pytest.raises(PeelError, match=r"P865.*too many things"):
        drawn.state(marks, RULES, size=drawn.NOT_KNOWN)
