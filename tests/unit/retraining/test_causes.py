from peel.retraining.causes import sheet


def test_wrong_answers_are_counted(installed):
    installed.use(1, "blue", p=(0.9, 0.05, 0.05), source="door")
    installed.use(2, "red", p=(0.9, 0.05, 0.05), source="door", at=2.0)
    told = installed.use(3, "red", p=(0.9, 0.05, 0.05), source="gate", at=3.0)
    lines = sheet(installed.store, installed.epoch).splitlines()
    assert lines[0] == "Wrong by label: red 2 of 2"
    assert lines[1] == "Wrong by source: door 1 of 2, gate 1 of 1"
    assert told.ticket in lines[2]


def test_nothing_wrong_is_no_cause(installed):
    installed.use(1, "blue", p=(0.9, 0.05, 0.05))
    assert sheet(installed.store, installed.epoch) == ""


def test_model_without_card_has_no_sheet(installed):
    other = installed.epoch.model_copy(update={"model": "x" * 64})
    assert sheet(installed.store, other) == ""
