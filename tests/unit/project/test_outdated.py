from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.project import outdated, template


@pytest.fixture
def project(tmp_path: Path) -> Path:
    template.make(tmp_path / "p")
    return tmp_path / "p"


def test_new_project_wants_nothing(project: Path) -> None:
    assert list(outdated.wanted(project)) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from peel.manifest.scan import scan", "peel.manifest.scan.scan"),
        ("from peel.sources.scan import look_about", "peel.sources.scan.look_about"),
        ("from peel import manifest", "peel.manifest"),
        ("import peel.manifest", "peel.manifest"),
        ("from tasks.frame import run", "tasks.frame.run"),
    ],
)
def test_import_in_vain_is_named(line: str, name: str, project: Path) -> None:
    (project / "tasks" / "split.py").write_text(f"{line}\n")
    assert list(outdated.wanted(project)) == [("tasks/split.py", name)]


@pytest.mark.parametrize(
    "line",
    [
        "from peel.sources.scan import scan, INGESTED",
        "from peel.sources import scan",
        "from peel import fit, __version__",
        "import peel.api",
        "from tasks.stage import run",
        "import no_package_of_ours",
        "def main(:",
    ],
)
def test_own_change_that_fits_is_let_be(line: str, project: Path) -> None:
    (project / "tasks" / "split.py").write_text(f"{line}\n")
    assert list(outdated.wanted(project)) == []


def test_refusal_says_what_to_type(project: Path) -> None:
    (project / "flows" / "build.py").write_text("from peel.manifest import scan\n")
    with pytest.raises(PeelError, match=r"^P723 .*flows/build\.py.*peel upgrade"):
        outdated.refuse_outdated(project)
