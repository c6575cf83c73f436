import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import peel
from peel.cli.main import app
from peel.project.command import command, typed


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment that is not activated, whose `peel` runs, in a folder beside it."""
    programs = tmp_path / "my env" / "bin"
    programs.mkdir(parents=True)
    for name in ("peel", "dvc", "pip"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "argv", [str(programs / "peel"), "build"])
    monkeypatch.chdir(tmp_path)
    return programs


def test_path_is_typed_outside_the_environment(started: Path, tmp_path: Path) -> None:
    assert command() == "'my env/bin/peel'"
    assert command("dvc") == "'my env/bin/dvc'"
    assert command(folder=tmp_path / "pets") == "'../my env/bin/peel'"
    assert command(folder=Path("/a/b/c/d/e/f/g/h/i/j/k/l/m/n")) == f"'{started}/peel'"


def test_name_does_inside_the_environment(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(started))
    assert command() == "peel"


def test_other_peel_on_path_is_refused(
    started: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "peel").write_text("#!/bin/sh\n")
    (other / "peel").chmod(0o755)
    monkeypatch.setenv("PATH", str(other))
    assert command() == f"'{started.parent.name}/bin/peel'"


@pytest.mark.usefixtures("started")
def test_text_keeps_all_but_its_commands() -> None:
    text = "run `peel build`, or `dvc checkout`; see .dvc and peel, peel/cli or bin/peel build"
    assert typed(text) == (
        "run `'my env/bin/peel' build`, or `'my env/bin/dvc' checkout`; see .dvc and peel, peel/cli or bin/peel build"
    )
    assert typed("pip install 'peel-automl[build]'").startswith("'my env/bin/pip' install 'peel-")


def test_python_caller_reads_the_bare_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["notebook.py"])
    assert typed("do: peel build") == "do: peel build"


@pytest.mark.slow
def test_next_line_works_as_printed(tmp_path: Path) -> None:
    """With no activated environment: the line that `init` prints is typed into a plain shell."""
    peel = Path(sys.executable).parent / "peel"
    plain = {**os.environ, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [peel, "init", "my pets"],
        cwd=tmp_path,
        env=plain,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("next: ")]
    shown = line.removeprefix("next: ").replace(" --data FOLDER-OR-ZIP-OR-CSV", " --help")
    again = subprocess.run(
        ["/bin/sh", "-c", shown], cwd=tmp_path, env=plain, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
    refused = subprocess.run([peel, "report"], cwd=tmp_path, env=plain, capture_output=True)
    assert f"{peel} init my-project" in refused.stderr.decode()


@pytest.mark.usefixtures("started")
def test_every_command_is_recognised() -> None:
    for one in app.registered_commands:
        assert one.callback is not None
        name = one.callback.__name__
        assert typed(f"peel {name}") == f"'my env/bin/peel' {name}"


def test_texts_name_commands_that_exist() -> None:
    """What the library tells a person to type, in backticks or after `do:`."""
    names = {one.callback.__name__ for one in app.registered_commands if one.callback}
    names |= {str(group.name) for group in app.registered_groups}
    told: set[str] = set()
    for path in (Path(peel.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                told |= set(re.findall(r"(?:`|: |^)peel ([a-z]+)(?=[ `]|$)", node.value))
    assert told - names == set()
    assert len(told) > 3
