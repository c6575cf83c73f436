import shutil
from dataclasses import replace

import numpy as np
import pytest

from peel import files
from peel.bundle.golden import unpack
from peel.bundle.load import load
from peel.bundle.trained_on import TrainedOn
from peel.errors import PeelError
from peel.evaluation import evaluate
from peel.export import export
from peel.params.sections import Gate
from peel.problem import find
from peel.types.stranger import Stranger


@pytest.fixture(scope="module")
def job(world, model_twin):
    n = len(world.samples) - 32
    return evaluate.Job(
        problem=find("classification"),
        choice=world.choice,
        samples=world.samples[32:],
        labels=world.labels[32:],
        paths=[f"{i}.png" for i in range(n)],
        families=np.arange(n),
        trained=world.folder / "train",
        twin=model_twin,
        shards=world.folder / "shards",
        state=world.folder / "state",
        gate=Gate(threshold=0.5),
        notes=["an old word"],
    )


@pytest.fixture(scope="module")
def evaluated(world, job):
    evaluate.evaluate(job, world.folder / "evaluate")
    return world.folder / "evaluate"


@pytest.fixture(scope="module")
def exporting(world, evaluated):
    return export.Job(
        trained=world.folder / "train",
        evaluated=evaluated,
        choice=world.choice,
        kind="classification",
        params={},
        trained_on=["ab" * 32],
    )


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
    measured = files.read_json(evaluated / "evaluation.json")["parity"]
    assert measured["same"]
    assert measured["n"] == 16


@pytest.mark.slow
def test_notes_stand_in_the_outputs(evaluated):
    assert files.read_json(evaluated / "evaluation.json")["notes"] == ["an old word"]


def cut_of(margin):
    answer = np.array([[0.5 + margin / 2, 0.5 - margin / 2]], np.float32)
    return evaluate.Cut(np.zeros((1, 1, 3), np.uint8), (answer,))


def test_golden_cuts_are_clear_themselves():
    margins = np.tile([0.01, 0.02, 0.4, 0.9], 8)
    cuts = evaluate.clear_cuts(32, lambda place, _: cut_of(margins[place]))
    assert [each.margin for each in cuts] == pytest.approx([0.4] * 8)


def test_pictures_without_clear_cuts_are_passed():
    cuts = evaluate.clear_cuts(3, lambda place, _: cut_of((0.05, 0.3, 0.01)[place]))
    assert [each.margin for each in cuts] == pytest.approx([0.3])


def test_clearest_cut_is_kept_where_none_is():
    cuts = evaluate.clear_cuts(100, lambda place, _: cut_of(place / 2000))
    assert len(cuts) == 1
    assert cuts[0].margin == pytest.approx(96 / 2000, abs=1e-4)


@pytest.mark.slow
def test_golden_batch_holds_clear_cuts(evaluated):
    batch = unpack((evaluated / "golden.npz").read_bytes())
    first, second = np.sort(batch.probabilities, axis=1)[:, :-3:-1].T
    assert len(batch.images) == 1 or (first - second > 0.1).all()


@pytest.mark.slow
def test_low_score_is_a_result(job, tmp_path):
    verdict = evaluate.evaluate(
        replace(job, gate=Gate(threshold=1), labels=job.labels[::-1]), tmp_path
    )
    assert verdict.verdict == "fail"
    assert (tmp_path / "mistakes" / "sheet.jpg").is_file()


@pytest.mark.slow
def test_looks_count_models_once(job, evaluated, tmp_path):
    evaluate.evaluate(job, tmp_path)
    assert files.read_json(tmp_path / "evaluation.json")["looks"] == 1
    assert evaluated.is_dir()


@pytest.mark.slow
def test_bundle_loads_and_answers(exporting, world):
    card = export.export(exporting, world.folder / "export")
    model = load(world.folder / "export")
    (answer,) = model.predict([np.zeros((30, 40, 3), np.uint8)])
    assert answer.class_name in card.class_names
    assert "ab" * 32 in TrainedOn(world.folder / "export", digest=card.trained_on_sha256)


@pytest.mark.slow
def test_differing_file_is_refused(exporting, evaluated, tmp_path):
    value = files.read_json(evaluated / "evaluation.json")
    value["parity"] |= {"same": False, "max_probability_difference": 0.2}
    files.write_json(tmp_path / "evaluation.json", value)
    with pytest.raises(PeelError) as caught:
        export.export(replace(exporting, evaluated=tmp_path), tmp_path / "out")
    assert caught.value.code == "P602"
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_file_that_was_not_evaluated_is_refused(exporting, world, tmp_path):
    data = bytearray((world.folder / "train" / "candidate.onnx").read_bytes())
    data[-1] ^= 1
    (tmp_path / "candidate.onnx").write_bytes(data)
    with pytest.raises(PeelError) as caught:
        export.export(replace(exporting, trained=tmp_path), tmp_path / "out")
    assert caught.value.code == "P603"


@pytest.mark.slow
def test_damaged_golden_batch_is_refused(exporting, evaluated, tmp_path):
    shutil.copytree(evaluated, tmp_path / "evaluated")
    path = tmp_path / "evaluated" / "golden.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(PeelError, match=r"P603.*golden\.npz"):
        export.export(replace(exporting, evaluated=path.parent), tmp_path / "out")


def test_triton_description_names_both_tensors():
    text = export.triton(3)
    assert "TYPE_UINT8" in text
    assert "dims: [ -1, 3 ]" in text
    assert "distance" not in text


def test_triton_description_names_the_distance():
    told = Stranger(tap=3, limit=1.0, share=0.95, auroc=0.9, found=0.5, n_classes=5)
    assert 'name: "distance", data_type: TYPE_FP32, dims: [ -1 ]' in export.triton(3, stranger=told)
