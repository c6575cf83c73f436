"""What a build left in the project: the verdict, the leaderboard, where things lie, what to commit."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from pathlib import Path

from peel import files
from peel.errors import PeelError
from peel.process import git
from peel.types.advice import Advice
from peel.types.evaluation import Evaluation
from peel.types.placement import Contest, Placed
from peel.types.score import Verdict
from peel.types.source import Ingested

BUNDLE = Path("bundle")
PREVIOUS = Path("bundle.previous")
PLACED = BUNDLE / "placed.json"
CANDIDATE = Path("data/export")
CONTEST = Path(".peel/contest.json")
REPORT = Path("data/report/report.html")
ADVICE = Path("data/report/advice.json")
LEADERBOARD = Path("data/search/leaderboard.csv")
INGEST = Path("data/ingest/ingest.json")
EVALUATION = Path("data/evaluate/evaluation.json")
# How `peel build` and the flow end; 2 is a refusal.
EXIT_CODES = {"pass": 0, "fail": 1, "undecided": 3}
# What git should keep of a project; DVC keeps the rest.
COMMIT = (
    ".dvc/.gitignore",
    ".dvc/config",
    ".dvcignore",
    ".gitignore",
    "data/evaluate/metrics.json",
    "data/scan",
    "data/search/score.json",
    "data/split/given.csv",
    "dvc.lock",
    "dvc.yaml",
    "flows",
    "forgotten.txt",
    "params.yaml",
    "tasks",
)


def verdict(project: Path) -> Verdict:
    """The verdict of the last evaluation; raises P722 when there is none."""
    return Evaluation.read(_existing(project, EVALUATION)).verdict


def exit_code(project: Path) -> int:
    """How a build that ended with this verdict ends: 0 pass, 1 fail, 3 undecided."""
    return EXIT_CODES[verdict(project).verdict]


def leaderboard(project: Path) -> list[dict[str, str]]:
    """The leaderboard's rows, best first, as text by column; raises P722 when there is none."""
    with open(_existing(project, LEADERBOARD), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def advice(project: Path) -> Advice:
    """The list that the report shows too; empty for a report of an earlier Peel."""
    path = project / ADVICE
    return Advice.read(path) if path.exists() else Advice()


def report(project: Path) -> Path:
    """Where the report lies; raises P722 when there is none."""
    return _existing(project, REPORT)


def candidate(project: Path) -> Path:
    """The folder with the bundle of the last build; raises P722 when there is none."""
    return _existing(project, CANDIDATE)


def contest(project: Path) -> Contest:
    """How the last candidate met what stood at `bundle/`; raises P722 when there is none."""
    return Contest.read(_existing(project, CONTEST))


def placed(project: Path) -> Placed | None:
    """Name, id and date of what stands at `bundle/`; None where nothing says so (a bundle of an earlier Peel)."""
    try:
        return Placed.read(project / PLACED)
    except PeelError:
        return None


def model_id(bundle: Path) -> str:
    """The id of the model in a bundle's folder: the first twelve digits of the SHA-256 of its card, as the registry names it."""
    card = _existing(bundle, Path("bundle.json"))
    with files.guard(card):
        return hashlib.sha256(card.read_bytes()).hexdigest()[:12]


def of_clips(project: Path) -> bool:
    """Whether the last build learnt from clips of film; False where nothing says so."""
    try:
        return Ingested.read(project / INGEST).frames > 1
    except PeelError:
        return False


def to_commit(project: Path) -> str | None:
    """The command that hands the project's new state to git, or None when there is nothing or no git that wants it."""
    if git.ignores(project / "dvc.yaml") or _is_of_peel(project):
        return None
    changed = git.changed(project, *COMMIT)
    return f'git add {" ".join(changed)} && git commit -m "The model as built"' if changed else None


def _is_of_peel(project: Path) -> bool:
    """Whether the project stands in a checkout of Peel itself, as the demo does: its results are nobody's commit."""
    root = git.root(project)
    path = (root or project) / "pyproject.toml"
    try:
        about = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(about.get("project", {}).get("name") == "peel-automl")


def _existing(folder: Path, name: Path) -> Path:
    path = folder / name
    if path.exists():
        return path
    raise PeelError(
        "P722",
        "nothing has been built here yet",
        got=f"no {path.name} in {path.parent}",
        allowed="a project that was built",
        do="`dvc pull` brings what was built elsewhere; or: peel build"
        if (folder / "dvc.lock").exists()
        else "peel build",
    )
