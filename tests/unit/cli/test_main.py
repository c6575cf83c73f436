import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import peel
from peel.cli.main import run


def refusal(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> str:
    assert run(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    return err


@pytest.mark.parametrize(
    ("arguments", "got", "do"),
    [
        (["buld"], "No such command 'buld'", "peel --help"),
        (["build", "--fast"], "No such option: --fast", "peel build --help"),
        (["build", "--threshold", "high"], "Invalid value for '--threshold'", "peel build --help"),
        (["init"], "Missing argument 'DIR'", "peel init --help"),
        (["promote", "--version"], "Option '--version' requires", "peel promote --help"),
        (["feedback", "queue"], "Missing argument 'OUT'", "peel feedback queue --help"),
        (["predict", "x", "--top", "0"], "Invalid value for '--top'", "peel predict --help"),
        (["predict", "x", "--format", "xml"], "Invalid value for '--format'", "peel predict"),
    ],
)
def test_misuse_has_the_one_form(
    arguments: list[str], got: str, do: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words = refusal(arguments, capfd)
    assert words.startswith(f"error: P107 command line not understood: got {got}")
    assert f"; do: {do}" in words
    assert words.count("\n") == 1


@pytest.mark.parametrize(
    "words", ["init LONG", "predict --top LONG x", "predict LONG --bundle LONG"]
)
def test_endless_arguments_get_one_line(words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(words.replace("LONG", "9" * 5000).split()) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert re.match(r"error: P(107|656) .{1,900}$", line)


@pytest.mark.parametrize("command", ["build", "report"])
def test_folder_without_project_gets_one_line(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = refusal([command], capfd)
    assert words.startswith("error: P721 no project in this folder")
    assert words.count("\n") == 1


def test_version_is_that_of_the_package(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capfd.readouterr().out == f"peel {peel.__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_names_every_command(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 0
    words = capfd.readouterr().out
    assert all(
        name in words for name in ("init", "build", "predict", "report", "doctor", "upgrade")
    )


@pytest.mark.parametrize("command", ["init", "build", "predict", "report", "doctor", "upgrade"])
def test_help_of_a_command_shows_an_example(
    command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "--help"]) == 0
    assert f": peel {command}" in capfd.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["--help"], ["build", "--help"], ["build", "--threshold", "2"]]
)
def test_answer_needs_no_heavy_library(arguments: list[str], tmp_path: Path) -> None:
    """What makes `--help` and a wrong parameter answer in under a second."""
    code = f"""
import sys
from peel.cli.main import run
run({arguments!r})
print([n for n in ("torch", "prefect", "great_expectations", "dvc", "onnx", "pandas", "sklearn") if n in sys.modules])
"""
    subprocess.run(
        [sys.executable, "-m", "peel.cli.main", "init", "p"], cwd=tmp_path, check=True, timeout=60
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path / "p", capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_report_says_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "p")]) == 0
    monkeypatch.chdir(tmp_path / "p")
    capfd.readouterr()
    assert refusal(["report"], capfd).startswith("error: P722 nothing has been built here yet")
    page = tmp_path / "p" / "data" / "report" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("")
    assert run(["report"]) == 0
    assert capfd.readouterr().out == f"{page.resolve()}\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "around",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LANG": "C", "LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_ascii_terminal_shows_any_name(around: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "B\u00e4r \u65e5\u672c"
    folder.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHONIO"))}
    for arguments in (["init", folder.name], ["build", "--data", f"{folder.name}/no"]):
        done = subprocess.run(
            [sys.executable, "-m", "peel.cli.main", *arguments],
            cwd=tmp_path if arguments[0] == "init" else folder,
            env={**kept, **around},
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert done.returncode == (0 if arguments[0] == "init" else 2)
    assert b"P201 " in done.stderr


@pytest.mark.slow
def test_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m peel.cli.main --help | true"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True)
    assert done.stderr == b""


@pytest.mark.slow
def test_closed_streams_stop_nothing(tmp_path: Path) -> None:
    command = f"{sys.executable} -m peel.cli.main init p <&- >&- 2>&-"
    assert subprocess.run(["bash", "-c", command], cwd=tmp_path).returncode == 0
    assert (tmp_path / "p" / "params.yaml").exists()


def test_closed_stream_leaves_no_number_free() -> None:
    """Once the socket of the private server got number 0, and its process a stream in its place."""
    code = "from peel.cli.main import open_streams; import socket; open_streams(); s = socket.socket(); print(s.fileno() > 2)"
    command = f"{sys.executable} -c '{code}' <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr


def test_choices_are_told_in_one_line(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("item,label\n")
    assert run(["feedback", "import", str(tmp_path / "a.csv"), "--by", "me"]) == 2
    assert "Choose from: auditor, staff, partner, public" in capsys.readouterr().err
