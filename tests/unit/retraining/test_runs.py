from peel.retraining import runs
from peel.types.retraining import Run


def test_run_comes_back_as_it_was(installed):
    run = Run(id="r1", trigger="red", started_at=5.0, notes={"n": 3})
    runs.begin(installed.store, run)
    assert runs.every(installed.store) == [run]
    assert runs.unfinished(installed.store) == run


def test_saved_step_is_the_next_one(installed):
    run = runs.begin(installed.store, Run(id="r1", trigger="red", started_at=5.0))
    runs.save(installed.store, run.model_copy(update={"step": "data", "cpu_s": 2.0}))
    assert runs.unfinished(installed.store).step == "data"


def test_ended_run_is_not_unfinished(installed):
    runs.begin(installed.store, Run(id="r1", trigger="red", started_at=5.0, ended_at=6.0))
    assert runs.unfinished(installed.store) is None


def test_two_runs_have_two_names():
    assert runs.new_id(0) != runs.new_id(0)
