"""What the flow shows in Prefect, and what becomes of the bundle when the gate says no."""

import subprocess
import sys

import pytest

from flows.stages import STAGES
from peel import files
from peel.process.environment import child_environment
from peel.process.server import prefect_api
from tests.e2e import toy

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    with prefect_api(tmp_path_factory.mktemp("server")) as api:
        yield api


@pytest.fixture(scope="module")
def project(tmp_path_factory, api):
    """A toy project that was built once and passed."""
    folder = toy.make(tmp_path_factory.mktemp("toy") / "project")
    code, _, said = toy.build(folder, **api.variables)
    assert code == 0, said
    return folder


def last_runs(api):
    """The newest flow run, and the names and states of its task runs in their order."""
    run = toy.asked(api, "flow_runs", sort="START_TIME_DESC", limit=1)[0]
    mine = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    tasks = toy.wait_for(
        lambda: [
            task
            for task in toy.asked(api, "task_runs", **mine)
            if task["state_type"] == "COMPLETED"
        ]
    )
    return run, {task["name"]: task for task in tasks}


@pytest.mark.often
def test_trials_and_artifacts_are_shown(project, api):
    toy.give(project)
    toy.build(project, **api.variables)
    run, tasks = last_runs(api)
    assert (run["state_name"], run["state"]["message"]) == ("Completed", "the gate says pass")
    assert run["name"] == f"build {project.resolve()}"
    assert set(tasks) == {*STAGES, "lda at 0", "lda at 1", "lda at 2"}
    assert tasks["lda at 2"]["state"]["message"] == "score 0.7000 in 1.00 s"
    assert tasks["lda at 2"]["total_run_time"] == pytest.approx(1.0)
    starts = [tasks[name]["start_time"] for name in STAGES]
    assert starts == sorted(starts)
    kinds = {one["key"]: one["type"] for one in toy.asked(api, "artifacts")}
    assert kinds == {
        "leaderboard": "table",
        "report": "markdown",
        "steps": "progress",
        "verdict": "markdown",
    }


def test_second_build_leaves_no_run(project, api):
    """Nothing has changed, so there is nothing to show; a build that has something to do goes on as before."""
    toy.build(project, **api.variables)
    runs = len(toy.asked(api, "flow_runs"))
    code, states, said = toy.build(project, **api.variables)
    assert (code, states) == (0, {"scan": "done"})
    assert "nothing has changed since the last build" in said
    assert "PASS: the gate says pass" in said
    assert len(toy.asked(api, "flow_runs")) == runs
    assert not (project / ".peel" / "prefect").exists()


def test_cached_stages_are_shown_as_cached(project, api):
    toy.build(project, **api.variables)
    command = [sys.executable, "-m", "flows.build"]
    done = subprocess.run(command, cwd=project, env=api.environment({}), check=False)
    assert done.returncode == 0
    _, tasks = last_runs(api)
    names = {name: task["state_name"] for name, task in tasks.items()}
    assert names == {"scan": "Completed"} | dict.fromkeys(STAGES[1:], "Cached")
    assert {task["total_run_time"] for name, task in tasks.items() if name != "scan"} == {0.0}


def test_going_back_is_followed_to_the_report(project, api):
    """DVC restores the stages that it has run before; what follows them must not count as unchanged."""
    toy.give(project)
    given = (project / "given.json").read_text()
    report = project / "data" / "report.txt"
    toy.build(project, **api.variables)
    toy.give(project, verdict="fail")
    toy.build(project, **api.variables)
    assert report.read_text() == "report export fail"
    (project / "given.json").write_text(given)
    toy.build(project, **api.variables)
    assert report.read_text() == "report export pass"


@pytest.mark.often
def test_failed_gate_keeps_the_champion(project, api):
    toy.give(project)
    toy.build(project, **api.variables)
    champion = (project / "bundle" / "bundle.json").read_bytes()
    toy.give(project, verdict="fail")
    code, _, said = toy.build(project, **api.variables)
    assert code == 1
    assert "FAIL: the gate says fail" in said
    assert "it did not replace it" in said
    assert (project / "bundle" / "bundle.json").read_bytes() == champion
    run, _ = last_runs(api)
    assert (run["state_type"], run["state_name"]) == ("FAILED", "Failed")
    assert run["state"]["message"] == "the gate says fail"


def test_flow_runs_without_the_command(project):
    """`python -m flows.build`, where no Prefect server runs."""
    toy.give(project)
    environment = child_environment({"PREFECT_API_URL": ""})
    command = [sys.executable, "-m", "flows.build"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "search    done" in done.stderr


def test_first_model_is_there_though_it_fails(tmp_path, api):
    folder = toy.make(tmp_path / "project")
    toy.give(folder, verdict="fail")
    code, _, _ = toy.build(folder, **api.variables)
    assert code == 1
    assert files.read_json(folder / "bundle" / "bundle.json")["verdict"]["verdict"] == "fail"
