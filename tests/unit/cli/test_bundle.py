import pytest

from peel.cli.main import run


@pytest.fixture
def place(make_bundle, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return make_bundle


def test_triton_command_says_what_next(place, capfd):
    place("bundle")
    assert run(["bundle", "triton", "models/pets"]) == 0
    assert "--model-repository=models" in capfd.readouterr().out


def test_triton_wants_a_folder_of_models(place, capfd):
    place("bundle")
    assert run(["bundle", "triton", "pets"]) == 2
    assert "P930 the folder cannot be used" in capfd.readouterr().err
    assert run(["bundle", "triton", "my models/pets"]) == 0
    assert "--model-repository='my models'" in capfd.readouterr().out


def test_kserve_command_says_what_next(place, capfd):
    place("bundle")
    options = ["--image", "peel:1", "--storage", "s3://models/pets"]
    assert run(["bundle", "kserve", "pets.yaml", *options]) == 0
    assert "kubectl apply -f pets.yaml" in capfd.readouterr().out


def test_failed_model_is_told_aloud(place, capfd):
    place("bundle", verdict="fail")
    run(["bundle", "triton", "models/pets"])
    assert "did not pass" in capfd.readouterr().out
