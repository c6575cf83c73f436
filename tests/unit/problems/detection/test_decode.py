import json

from peel.problems.detection import PROBLEM


def test_boxes_above_thresholds_are_the_answer(answered, space):
    (answer,) = PROBLEM.decode(
        answered([(0, 1, 2, 3, 0.7), (0, 9, 9, 9, 0.4), (1, 5, 5, 9, 0.75)]), space
    )
    assert [thing.name for thing in answer.things] == ["dog", "cat"]
    assert answer.counts == {"cat": 1, "dog": 1}
    assert answer.surest["cat"] > 0.69
    assert PROBLEM.shares(answer) == answer.surest


def test_nothing_found_is_an_answer(answered, space):
    (answer,) = PROBLEM.decode(answered([]), space)
    assert PROBLEM.render("a.jpg", answer) == "a.jpg: nothing"
    assert PROBLEM.cells(answer, top=2) == {"found": "nothing", "surest": ""}
    assert answer.surest == {"cat": 0.0, "dog": 0.0}


def test_row_holds_the_boxes(answered, space):
    (answer,) = PROBLEM.decode(answered([(0, 1, 2, 3, 0.75)]), space)
    row = PROBLEM.row(answer)
    assert row["found"] == "1 cat"
    assert json.loads(row["boxes"]) == [["cat", 0.75, 1, 2, 4, 5]]


def test_file_tells_the_picture_of_boxes(space):
    outputs = PROBLEM.outputs(space)
    assert [output.name for output in outputs] == ["boxes", "scores", "labels", "image_index"]
    assert {output.rows_of for output in outputs} == {"image_index"}
    assert {output.most for output in outputs} == {200}
