from pathlib import Path

import pytest

from peel import files
from peel.cli import checks
from peel.cli.main import run
from peel.project import template
from peel.types.placement import Placed


def states(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    monkeypatch.chdir(folder)
    return {row.name: (row.state, row.words) for row in checks.all_checks()}


def test_outdated_pipeline_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template.make(tmp_path / "p")
    files.write_text(tmp_path / "p/tasks/scan.py", "from peel.manifest import scan\n")
    state, words = states(tmp_path / "p", monkeypatch)["project"]
    assert state == "bad"
    assert words.startswith("P723 ")


@pytest.mark.slow
def test_sound_project_has_nothing_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template.make(tmp_path / "p", template.Given(data=[str(tmp_path)]))
    placed = Placed(name="Hats", id="0123456789ab", placed="2026-11-27T10:50:00Z")
    files.write_text(tmp_path / "p/bundle/placed.json", placed.to_json())
    files.write_text(tmp_path / "p/bundle/bundle.json", "{}")
    found = states(tmp_path / "p", monkeypatch)
    assert [name for name, (state, _) in found.items() if state == "bad"] == []
    assert found["project"] == ("ok", f"images from {tmp_path}")
    assert found["model"][1] == "Hats 44136fa355b3, in bundle/ since 2026-11-27T10:50:00Z"
    assert found["telemetry"][0] == "ok"
    assert "onnxruntime" in found["libraries"][1]


@pytest.mark.slow
def test_missing_source_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template.make(tmp_path / "p")
    state, words = states(tmp_path / "p", monkeypatch)["project"]
    assert (state, words) == ("note", "no images at data/raw yet: peel build --data SOURCE")


@pytest.mark.slow
def test_broken_parameters_are_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template.make(tmp_path / "p")
    (tmp_path / "p" / "params.yaml").write_text("gate: {threshold: 7}")
    state, words = states(tmp_path / "p", monkeypatch)["project"]
    assert state == "bad"
    assert words.startswith("P104 params.yaml line 1")


@pytest.mark.slow
def test_own_folder_of_weights_is_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tf_efficientnet_lite2.pth").write_text("")
    monkeypatch.setenv("PEEL_WEIGHTS_DIR", str(tmp_path))
    assert "efficientnet_lite2" in states(tmp_path, monkeypatch)["weights"][1]
    monkeypatch.setenv("PEEL_WEIGHTS_DIR", str(tmp_path / "nowhere"))
    state, words = states(tmp_path, monkeypatch)["weights"]
    assert (state, words[:4]) == ("bad", "P105")


@pytest.mark.slow
def test_usage_of_dvc_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template.make(tmp_path / "p")
    (tmp_path / "p" / ".dvc" / "config").write_text("[core]\n    no_scm = true\n")
    assert states(tmp_path / "p", monkeypatch)["telemetry"][0] == "note"


@pytest.mark.slow
def test_other_folder_is_only_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(tmp_path, monkeypatch)["project"][0] == "note"


def test_clock_before_the_installation_is_bad() -> None:
    assert checks.clock(0.0, 1e9).state == "bad"
    assert checks.clock(1e9, 1e9).state == "ok"


@pytest.mark.slow
def test_doctor_prints_every_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) == 0
    out = capfd.readouterr().out
    assert all(word in out for word in ("provider", "CPUExecutionProvider: works", "weights"))
