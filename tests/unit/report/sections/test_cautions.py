from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import cautions

Runs = dict[str, Facts]


def test_sound_run_needs_no_caution(facts: Runs) -> None:
    run = facts["pass"]
    sound = run.ingest.model_copy(update={"classes": dict.fromkeys(run.split.classes, 40)})
    assert cautions.view(replace(run, ingest=sound)) == []


def test_lost_class_stands_beside_the_verdict(facts: Runs, pages: dict[str, str]) -> None:
    run = facts["pass"]
    more = run.ingest.model_copy(update={"classes": {**run.split.classes, "<fig>": 3}})
    (said,) = cautions.view(replace(run, ingest=more))
    assert said.startswith("The model does not know 1 class of the source, “<fig>”")
    assert "cautions" not in pages["pass"].partition("<body>")[2]


def test_class_without_test_is_named(facts: Runs) -> None:
    run = facts["pass"]
    classes = {name: {**parts, "test": 0} for name, parts in run.split.classes.items()}
    split = run.split.model_copy(update={"classes": classes})
    (said,) = cautions.view(replace(run, split=split))
    assert said.startswith("No test picture stands for 5 classes of the source, “ash”, ")


def test_many_lost_classes_stay_short(facts: Runs) -> None:
    run = facts["pass"]
    more = run.ingest.model_copy(update={"classes": {f"class {i:02d}": 1 for i in range(50)}})
    assert cautions.view(replace(run, ingest=more))[0].count("“") == 8


def test_few_pictures_make_scores_too_low(facts: Runs) -> None:
    run = facts["pass"]
    counts = (5, 5, 5, 300, 400)
    told = {
        name: {"train": n, "test": 9} for name, n in zip(run.split.classes, counts, strict=True)
    }
    few = replace(run, split=run.split.model_copy(update={"classes": told}))
    (said,) = cautions.view(few)
    assert said.startswith("Half of the classes have at most 5 training pictures.")
    more = {**told, "cedar": {"train": 6, "test": 9}}
    assert cautions.view(replace(run, split=run.split.model_copy(update={"classes": more}))) == []
