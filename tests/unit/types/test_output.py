import pytest
from pydantic import ValidationError

from peel.types.output import MOST_ROWS, Output

BOXES = Output(name="boxes", shape=("m", 4), meaning="", tolerance=0, rows_of="image", most=9)


def test_output_with_rows_survives_json():
    assert Output.model_validate_json(BOXES.to_json()) == BOXES


def test_items_are_in_front_where_held():
    plain = Output(name="shares", shape=("n", 3), meaning="", tolerance=0)
    assert (plain.held, BOXES.held) == (("n", 3), ("n", 9, 4))


@pytest.mark.parametrize("most", [-1, MOST_ROWS + 1])
def test_too_many_rows_are_refused(most):
    with pytest.raises(ValidationError):
        Output(name="boxes", shape=("m",), meaning="", tolerance=0, rows_of="boxes", most=most)
