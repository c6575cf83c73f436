from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import cautions

Runs = dict[str, Facts]


def test_sound_run_needs_no_caution(facts: Runs) -> None:
    run = facts["pass"]
    sound = run.ingest.model_copy(update={"classes": dict.fromkeys(run.split.classes, 40)})
    assert cautions.view(replace(run, ingest=sound, quarantine=[])) == []


def test_lost_class_stands_beside_the_verdict(facts: Runs, pages: dict[str, str]) -> None:
    run = facts["pass"]
    more = run.ingest.model_copy(update={"classes": {**run.split.classes, "<fig>": 3}})
    (said,) = cautions.view(replace(run, ingest=more, quarantine=[]))
    assert said.startswith("The model does not know 1 class of the source, “<fig>”")
    assert "cautions" not in pages["few"].partition("<body>")[2]


def test_class_without_test_is_named(facts: Runs) -> None:
    run = facts["pass"]
    classes = {name: {**parts, "test": 0} for name, parts in run.split.classes.items()}
    split = run.split.model_copy(update={"classes": classes})
    (said,) = cautions.view(replace(run, split=split, quarantine=[]))
    assert said.startswith("No test picture stands for 5 classes of the source, “ash”, ")


def test_many_lost_classes_stay_short(facts: Runs) -> None:
    run = facts["pass"]
    lost = [{"label": f"class {i:02d}"} for i in range(50)]
    assert cautions.view(replace(run, quarantine=lost))[0].count("“") == 8
