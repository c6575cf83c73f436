import pytest

from peel import files
from peel.errors import PeelError
from tasks.evaluate import main

pytestmark = pytest.mark.slow


def test_evaluate_says_the_verdict(ran):
    assert "sealed test image" in ran.said["evaluate"]


def test_threshold_is_that_of_the_parameters(ran):
    assert files.read_json(ran.folder / "data/evaluate/metrics.json")["threshold"] == 0.5


def test_every_sealed_item_is_asked(ran):
    assert files.read_json(ran.folder / "data/evaluate/metrics.json")["n_test"] == 4


def test_evaluate_without_a_choice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "params.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PeelError, match=r"^P704 .*choice\.json"):
        main()
