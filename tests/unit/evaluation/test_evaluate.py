from dataclasses import replace

import numpy as np
import pytest

from peel import files
from peel.bundle.golden import unpack
from peel.evaluation.evaluate import evaluate
from peel.params.sections import Gate
from peel.tables import read_arrays
from peel.types.evaluation import Evaluation


@pytest.mark.slow
def test_metrics_are_flat_and_complete(evaluated):
    metrics = files.read_json(evaluated / "metrics.json")
    assert all(isinstance(v, int | float | str) for v in metrics.values())
    names = ("accuracy", "balanced_accuracy", "macro_f1", "log_loss", "calibration_error")
    for name in names:
        assert metrics[f"{name}_low"] <= metrics[name] <= metrics[f"{name}_high"]
    assert metrics["verdict"] in ("pass", "fail", "undecided")


@pytest.mark.slow
def test_file_is_the_same_as_its_model(evaluated):
    measured = Evaluation.read(evaluated / "evaluation.json").parity
    assert measured.same
    assert measured.n == 16


@pytest.mark.slow
def test_notes_stand_in_the_outputs(evaluated):
    assert Evaluation.read(evaluated / "evaluation.json").notes == ("an old word",)


@pytest.mark.slow
def test_golden_batch_holds_clear_cuts(exam, evaluated):
    batch = unpack((evaluated / "golden.npz").read_bytes(), exam.outputs)
    clear = exam.problem.clearness(batch.outputs, space=exam.choice.space)
    assert (clear > 0.1).all()


@pytest.mark.slow
def test_low_score_is_a_result(exam, tmp_path):
    wrong = exam.items._replace(labels=exam.items.labels[::-1])
    verdict = evaluate(replace(exam, gate=Gate(threshold=1), items=wrong), tmp_path)
    assert verdict.verdict == "fail"
    assert (tmp_path / "mistakes" / "sheet.jpg").is_file()


@pytest.mark.slow
def test_looks_count_models_once(exam, evaluated, tmp_path):
    evaluate(exam, tmp_path)
    assert Evaluation.read(tmp_path / "evaluation.json").models_judged == 1
    assert evaluated.is_dir()


@pytest.mark.slow
def test_outputs_are_kept_as_they_are(exam, evaluated):
    outputs = read_arrays(evaluated / "outputs.npz")
    assert list(outputs) == [output.name for output in exam.outputs]
    assert {len(array) for array in outputs.values()} == {16}


@pytest.mark.slow
def test_reference_is_of_the_outputs(evaluated):
    p = read_arrays(evaluated / "outputs.npz")["probabilities"]
    reference = Evaluation.read(evaluated / "evaluation.json").reference
    assert reference.n == 16
    np.testing.assert_allclose(reference.mean, p.mean(axis=0), atol=1e-5)


@pytest.mark.slow
def test_reference_says_what_a_watch_compares_with(evaluated):
    evaluation = Evaluation.read(evaluated / "evaluation.json")
    reference = evaluation.reference
    assert reference.surrogate == pytest.approx(evaluation.scores[0].value, abs=1e-6)
    assert sum(n for n, _ in reference.names.values()) == 16
