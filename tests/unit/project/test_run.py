from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.project import run, template
from peel.types.event import Event, Judged, Passed, Started

FLOW = """
import os, sys
from peel import events
from peel.errors import PeelError
from peel.types.event import Judged, Passed
end = open("end").read()
events.tell(Passed(stage="scan", state="done"))
assert os.environ["PREFECT_API_URL"].endswith("/api")
if end == "refuse":
    events.emit_error(PeelError("P999", "no", got="g", allowed="a", do="d"))
    raise SystemExit(2)
if end in ("pass", "fail", "undecided"):
    events.tell(Judged(verdict=end))
    os._exit(0 if end == "pass" else 7)
if end == "kill":
    os.kill(os.getpid(), 9)
raise SystemExit(int(end))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data" / "train").mkdir(parents=True)
    (tmp_path / "dvc.yaml").write_text("stages: {train: {cmd: a}, export: {cmd: b}}")
    return tmp_path


def run_flow(project: Path, end: str) -> tuple[int, list[type[Event]]]:
    (project / "flow.py").write_text(FLOW)
    (project / "end").write_text(end)
    shown: list[Event] = []
    code = run.run_flow(project, "flow", on_event=shown.append)
    return code, [type(event) for event in shown]


@pytest.mark.slow
@pytest.mark.parametrize(("end", "code"), [("pass", 0), ("fail", 1), ("undecided", 3)])
@pytest.mark.usefixtures("prefect_answers")
def test_verdict_of_the_flow_comes_back(end: str, code: int, project: Path) -> None:
    """Whatever Prefect makes of its process afterwards."""
    assert run_flow(project, end) == (code, [Started, Passed, Judged])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("refuse", "P999 no: got g;"),
        ("kill", "P715 the flow stopped before its end: got killed by SIGKILL;"),
        ("crash", "P715 the flow stopped before its end: got exit code 1;"),
        ("7", "P715 the flow stopped before its end: got exit code 7;"),
        ("0", "P715 the flow stopped before its end: got exit code 0;"),
    ],
)
@pytest.mark.usefixtures("prefect_answers")
def test_flow_that_fails_is_one_refusal(end: str, words: str, project: Path) -> None:
    with pytest.raises(PeelError) as caught:
        run_flow(project, end)
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("code", ["P712", "P715"])
def test_code_of_another_peel_is_told(code: str, tmp_path: Path) -> None:
    """It ends in an AttributeError or TypeError, which says nothing of why."""
    died = PeelError(code, "stopped", got="exit code 1", allowed="an end", do="read the log")
    template.make(tmp_path / "p")
    assert run.with_reason(died, tmp_path / "p") is died
    (tmp_path / "p" / "tasks" / "split.py").write_text("# as it was\n")
    told = run.with_reason(died, tmp_path / "p")
    assert "do: read the log; the project's pipeline is not as this Peel writes it" in str(told)
    assert "1 of its files, the first tasks/split.py" in str(told)


def test_refusal_has_its_own_reason(project: Path) -> None:
    refused = PeelError("P201", "no source", got="x", allowed="a source", do="name one")
    assert run.with_reason(refused, project) is refused


def test_lock_is_held_by_one(project: Path) -> None:
    with (
        run.build_lock(project),
        pytest.raises(PeelError, match=r"^P703 "),
        run.build_lock(project),
    ):
        pass
    with run.build_lock(project):
        pass


def test_events_of_old_runs_go(project: Path) -> None:
    files = []
    for _ in range(25):
        files.append(run.new_events_file(project))
        files[-1].write_text("")
    assert [file.exists() for file in files] == [False] * 5 + [True] * 20


def test_what_a_kill_left_is_cleared(project: Path) -> None:
    for name in ("data/train/.tmp-x", ".tmp-bundle-y/z", "data/.tmp-export-1/f", "data/raw/.tmp-a"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("half")
    assert run.tidy(project) == 3
    assert sorted(path.name for path in project.rglob(".tmp*")) == [".tmp-a"]


def test_folder_moved_aside_goes_back(project: Path) -> None:
    (project / ".old-bundle").mkdir()
    (project / ".old-bundle" / "model.onnx").write_text("champion")
    run.tidy(project)
    assert (project / "bundle" / "model.onnx").read_text() == "champion"
    assert not (project / ".old-bundle").exists()


def test_folder_that_was_replaced_goes(project: Path) -> None:
    (project / ".old-bundle").mkdir()
    (project / "bundle").mkdir()
    run.tidy(project)
    assert not (project / ".old-bundle").exists()
    assert (project / "bundle").exists()


def test_stages_come_in_their_order(project: Path) -> None:
    assert run.stage_names(project) == ["train", "export"]
