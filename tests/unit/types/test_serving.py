import pytest
from pydantic import ValidationError

from peel.types.serving import Feedback


def test_boxes_stand_without_label():
    told = {"ticket": "t", "boxes": [{"name": "cat", "box": [0, 1, 2.5, 3]}]}
    assert Feedback.model_validate(told).boxes[0].box == (0, 1, 2.5, 3)
    assert Feedback.model_validate({"ticket": "t", "boxes": []}).boxes == ()


@pytest.mark.parametrize("more", [{}, {"label": "cat", "boxes": []}])
def test_one_of_label_and_boxes_is_asked(more):
    with pytest.raises(ValidationError, match="exactly one"):
        Feedback.model_validate({"ticket": "t", **more})
