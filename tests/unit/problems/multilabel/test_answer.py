from peel.problems.multilabel.answer import LabelsAnswer


def test_answer_without_labels_is_an_answer():
    answer = LabelsAnswer(probabilities={"ant": 0.1})
    assert LabelsAnswer.model_validate_json(answer.to_json()) == answer
    assert answer.error is None
