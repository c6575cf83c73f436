"""The lines of docs/how-to/loop.md, in a project that was built and nothing else: from its first commit to `peel down`."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peel.installation import running
from peel.process.environment import child_environment
from peel.project.state import state_of
from tests.docs.test_blocks import blocks
from tests.e2e import toy
from tests.e2e.small import BIN, picture, set_param

pytestmark = pytest.mark.e2e
PAGE = "docs/how-to/loop.md"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Path]:
    """A toy that was built; every answer is kept to be labelled. Whatever of it still runs at the end is ended."""
    folder = toy.make(tmp_path_factory.mktemp("page") / "p")
    set_param(folder, "serve.port", port)
    set_param(folder, "serve.audit_rate", 1.0)
    assert toy.build(folder)[0] == 0
    picture("a", 0).save(folder / "cat.jpg")
    yield folder
    running.stop(state_of(folder))


def lines(first: str) -> str:
    """The block of the page that begins with these words."""
    (found,) = (each.text for each in blocks(PAGE) if each.text.startswith(first))
    return found


def typed(project: Path, text: str, port: int) -> str:
    """What the lines print, typed in a shell in the project; they have to end well."""
    who = {
        f"GIT_{role}_{what}": "ann@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    around = child_environment({**who, "PATH": path})
    done = subprocess.run(
        ["bash", "-ceu", text.replace("8000", str(port))],
        cwd=project,
        env=around,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_model_becomes_the_champion(project: Path, port: int) -> None:
    assert "v1.0.0 is the champion" in typed(project, lines("git init"), port)


def test_one_line_starts_all_of_it(project: Path, port: int) -> None:
    said = typed(project, lines("peel up"), port)
    assert f"http://127.0.0.1:{port}" in said
    assert [line.split()[:2] for line in said.splitlines()[:1]] == [["prefect", "runs"]]
    assert "champion" not in said


def test_question_is_answered(project: Path, port: int) -> None:
    for _ in range(3):
        told: dict[str, Any] = json.loads(typed(project, lines("curl"), port))
    assert told["version"] == "v1.0.0"
    assert told["predictions"][0]["ticket"].startswith("t_")


def test_labels_come_back(project: Path, port: int) -> None:
    time.sleep(2)  # pictures come to their tickets within a second
    typed(project, lines("peel feedback queue"), port)
    table = project / "to-label" / "labels.csv"
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "label": "blue"} for row in rows)
    said = typed(project, lines("peel feedback import"), port)
    assert said.startswith("3 new, 0 known already")  # one picture, asked three times


def test_screen_says_how_it_stands(project: Path, port: int) -> None:
    end = time.monotonic() + 120
    rows = _status(project, port)
    while "next 20" not in rows["watch"] and time.monotonic() < end:  # the flows have just begun
        time.sleep(1)
        rows = _status(project, port)
    assert rows["model"].startswith(f"{project.name} v1.0.0 (")
    assert rows["state"].startswith("grey")
    assert [rows[name].split()[0] for name in ("prefect", "flows", "serve")] == ["runs"] * 3
    assert "next 20" in rows["watch"]


def _status(project: Path, port: int) -> dict[str, str]:
    said = typed(project, lines("peel status"), port)
    return dict(line.split(maxsplit=1) for line in said.splitlines())


def test_one_line_ends_all_of_it(project: Path, port: int) -> None:
    assert typed(project, lines("peel down"), port) == "Stopped.\n"
    assert not running.is_running(state_of(project))
    assert [each for each in toy.processes(str(project)) if each != os.getpid()] == []


def test_service_manager_may_hold_it(project: Path) -> None:
    """As deploy/peel.service does: in the foreground, ended by TERM, with its words on the way."""
    state = state_of(project)
    command = [str(BIN / "peel"), "up", "--foreground"]
    with subprocess.Popen(
        command, cwd=project, env=child_environment(), stdout=subprocess.PIPE, text=True
    ) as process:

        def all_run() -> bool:
            board = running.keeping(state)
            return board is not None and {each.standing for each in board.kept} == {"runs"}

        assert toy.wait_for(all_run, 240)
        process.terminate()
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "prefect runs" in said.splitlines()[0]
    assert not running.is_running(state)


def test_every_other_line_says_what_it_wants() -> None:
    walked = [each for each in blocks(PAGE) if "walks this page" in each.reason]
    assert len(walked) == 7
