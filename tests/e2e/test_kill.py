"""Whatever is killed, nothing lives on, nothing is half written, and the next build goes on."""

import signal
import sqlite3
import sys
import uuid

import pytest

from peel.process.server import prefect_api
from tests.e2e import toy

pytestmark = pytest.mark.e2e
PYTHON = sys.executable
STAGE = "python stage.py search"
AFTERWARDS = {
    "scan": "done",
    "ingest": "cached",
    "validate": "cached",
    "split": "cached",
    "search": "done",
}


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """A Prefect server that runs all the time, as `prefect server start` does."""
    with prefect_api(tmp_path_factory.mktemp("server")) as api:
        yield api


@pytest.fixture(scope="module")
def project(tmp_path_factory, api):
    """A toy project that was built once."""
    folder = toy.make(tmp_path_factory.mktemp("toy") / "project")
    code, states, said = toy.build(folder, **api.variables)
    assert (code, set(states.values())) == (0, {"done"}), said
    return folder


@pytest.mark.parametrize(
    ("number", "command"),
    [
        (signal.SIGINT, f"{PYTHON} {toy.BIN / 'peel'} build"),
        (signal.SIGTERM, f"{PYTHON} {toy.BIN / 'peel'} build"),
        (signal.SIGKILL, f"{PYTHON} {toy.BIN / 'peel'} build"),
        (signal.SIGKILL, f"{PYTHON} -m flows.build"),
        (signal.SIGKILL, f"{PYTHON} -m dvc repro report"),
        (signal.SIGKILL, STAGE),
    ],
    ids=["SIGINT", "SIGTERM", "KILL", "KILL-flow", "KILL-dvc", "KILL-stage"],
)
def test_kill_leaves_nothing_and_goes_on(number, command, project, api):
    mark = uuid.uuid4().hex
    toy.give(project, slow_s=60)
    running = toy.start(project, **api.variables, PEEL_TEST_MARK=mark)
    assert toy.wait_for(lambda: STAGE in " ".join(toy.processes(mark).values()))
    toy.kill(mark, command, number)
    said, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert toy.wait_for(lambda: not toy.processes(mark)), toy.processes(mark)
    assert "Traceback" not in said
    assert not (project / "data" / "search.txt").exists()

    toy.give(project)
    code, states, said = toy.build(project, **api.variables)
    assert code == 0, said
    assert states.items() >= AFTERWARDS.items()
    running_still = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    assert toy.asked(api, "flow_runs", **running_still) == []


def test_kill_takes_the_private_server_too(project):
    mark = uuid.uuid4().hex
    toy.give(project, slow_s=60)
    running = toy.start(project, PEEL_TEST_MARK=mark)
    assert toy.wait_for(lambda: STAGE in " ".join(toy.processes(mark).values()))
    assert "uvicorn" in " ".join(toy.processes(mark).values())
    running.kill()
    running.communicate()
    assert toy.wait_for(lambda: not toy.processes(mark), 10), toy.processes(mark)

    toy.give(project)
    code, _, said = toy.build(project)
    assert code == 0, said
    with sqlite3.connect(project / ".peel" / "prefect" / "prefect.db") as database:
        states = database.execute("select state_name from flow_run order by start_time").fetchall()
    assert states == [("Crashed",), ("Completed",)]


def test_second_build_at_once_is_refused(project, api):
    mark = uuid.uuid4().hex
    toy.give(project, slow_s=60)
    first = toy.start(project, **api.variables, PEEL_TEST_MARK=mark)
    try:
        assert toy.wait_for(lambda: STAGE in " ".join(toy.processes(mark).values()))
        code, _, said = toy.build(project, **api.variables)
        assert code == 2
        assert said.startswith("error: P703 a build of this project is running already")
        assert first.poll() is None
    finally:
        first.terminate()
        first.communicate()
