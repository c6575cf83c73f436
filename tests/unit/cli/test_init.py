from pathlib import Path

import pytest

from peel.cli.main import run
from peel.params.load import load


def test_new_project_says_what_comes_next(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "my pets")]) == 0
    out = capfd.readouterr().out
    assert out.endswith(
        f"next: cd '{tmp_path}/my pets' && peel build --data FOLDER-OR-ZIP-OR-CSV\n"
    )


def test_given_data_is_found_from_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "p", "--data", "pets.zip", "--threshold", "0.7"]) == 0
    params = load(tmp_path / "p" / "params.yaml")
    assert (params.ingest.sources, params.gate.threshold) == ((str(tmp_path / "pets.zip"),), 0.7)
    assert capfd.readouterr().out.endswith("next: cd p && peel build\n")


def test_refused_value_makes_no_project(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "p"), "--kind", "detection", "--threshold", "60"]) != 0
    assert "--threshold refused" in capfd.readouterr().err
    assert not (tmp_path / "p").exists()


def test_data_may_be_given_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "p", "--data", "pets.zip", "--data", "more"]) == 0
    sources = tuple(str(tmp_path / name) for name in ("pets.zip", "more"))
    assert load(tmp_path / "p" / "params.yaml").ingest.sources == sources


def test_project_that_is_one_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["init", str(tmp_path / "p")])
    assert run(["init", str(tmp_path / "p")]) == 0
    assert "is a project already." in capfd.readouterr().out


def test_here_needs_no_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", ".", "--data", "../pets.zip"]) == 0
    assert capfd.readouterr().out.endswith("next: peel build\n")
