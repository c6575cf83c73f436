"""With the base dependencies only, every command works or says P801; a traceback is never seen."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from peel.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
# Without the site packages: a folder of links stands for them.
START = "import sys; from peel.cli.main import run; raise SystemExit(run(sys.argv[1:]))"


def plain(name: str) -> str:
    """A distribution's name in its one form, without what follows it in a requirement."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", name, maxsplit=1)[0]).lower()


def base() -> list[Distribution]:
    """What the base install brings, of what is installed here."""
    here = {plain(one.metadata["Name"]): one for one in distributions()}
    found: dict[str, Distribution] = {}
    left = ["peel-automl"]
    while left:
        name = left.pop()
        if name in here and name not in found:
            found[name] = here[name]
            needed = found[name].requires or []
            left += [plain(line) for line in needed if "extra ==" not in line]
    return list(found.values())


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the base install and no others."""
    folder = tmp_path_factory.mktemp("base")
    for one in base():
        tops = {path.parts[0] for path in one.files or []} - {"..", "__pycache__"}
        for top in tops - {name for name in tops if name.endswith(".pth")}:
            if not (folder / top).exists():
                (folder / top).symlink_to(Path(str(one.locate_file(top))).resolve())
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as one with everything installed made it, with a report."""
    assert run(["init", str(tmp_path / "p")]) == 0
    page = tmp_path / "p" / "data" / "report" / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("")
    return tmp_path / "p"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--help"], 0, "Usage: peel"),
        (["doctor"], 0, "to build models: "),
        (["report"], 0, "report.html"),
        (["init", "new"], 2, "error: P801 "),
        (["build", "--data", "x"], 2, "error: P801 "),
        (["predict", "x.png"], 2, "error: P656 "),
        (["serve"], 2, "[serve]"),
    ],
)
def test_base_install_never_shows_traceback(
    arguments: list[str], code: int, words: str, project: Path, environment: Path
) -> None:
    command = [sys.executable, "-S", "-c", START, *arguments]
    around = {"PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{environment}"}
    done = subprocess.run(command, cwd=project, env=around, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stdout + done.stderr
