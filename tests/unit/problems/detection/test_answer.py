from peel.problems.detection.answer import DetectionAnswer, Thing


def test_answer_without_things_says_nothing():
    answer = DetectionAnswer(error="no picture")
    assert (answer.things, answer.counts, answer.surest) == ((), {}, {})


def test_box_survives_json():
    thing = Thing(name="cat", box=(1.5, 2, 3, 4), score=0.9)
    told = DetectionAnswer(things=(thing,), counts={"cat": 1}, surest={"cat": 0.9})
    assert DetectionAnswer.model_validate_json(told.to_json()) == told
