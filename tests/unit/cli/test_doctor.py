import sys

import pytest

from peel.cli.main import run
from peel.project import template


def test_sound_machine_ends_with_zero(tmp_path, monkeypatch, capfd):
    template.make(tmp_path / "p", template.Given(data=[str(tmp_path)]))
    monkeypatch.chdir(tmp_path / "p")
    assert run(["doctor"]) == 0
    assert f"images from {tmp_path}" in capfd.readouterr().out


def test_broken_parameters_end_with_one(tmp_path, monkeypatch, capfd):
    template.make(tmp_path / "p")
    (tmp_path / "p" / "params.yaml").write_text("gate: {limit: 1}\n")
    monkeypatch.chdir(tmp_path / "p")
    assert run(["doctor"]) == 1
    assert "P103 " in capfd.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders are POSIX")
def test_every_check_is_one_line(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    run(["doctor"])
    names = [line.split()[0] for line in capfd.readouterr().out.splitlines()]
    assert {"peel", "libraries", "git", "disk", "clock", "project"} <= set(names)
