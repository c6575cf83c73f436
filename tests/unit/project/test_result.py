import subprocess
from pathlib import Path

import pytest

from peel import files
from peel.errors import PeelError
from peel.project import result
from peel.types.evaluation import Evaluation, Parity, Reference
from peel.types.placement import Contest
from peel.types.score import Verdict

VERDICT = Verdict(
    verdict="fail",
    metric="accuracy",
    score=0.8,
    low=0.7,
    high=0.9,
    threshold=0.9,
    probability=0.1,
    words="0.80 misses 0.90",
)
EVALUATION = Evaluation(
    scores=(),
    verdict=VERDICT,
    parity=Parity(n=8, tolerance=2e-3, margin=2e-3, forms={}, outputs={}, same=True),
    mistakes=(),
    details={},
    reference=Reference(n=8, mean=(), std=()),
    model_sha256="0a" * 32,
    golden_sha256="0b" * 32,
    models_judged=1,
)


def write(project: Path, name: Path | str, text: str) -> None:
    files.write_text(project / name, text)


def test_verdict_is_read_from_the_evaluation(tmp_path: Path) -> None:
    write(tmp_path, result.EVALUATION, EVALUATION.to_json())
    assert result.verdict(tmp_path) == VERDICT


def test_leaderboard_is_read_in_its_order(tmp_path: Path) -> None:
    write(tmp_path, result.LEADERBOARD, "rank,head\n1,lda\n2,ridge\n")
    assert [row["head"] for row in result.leaderboard(tmp_path)] == ["lda", "ridge"]


@pytest.mark.parametrize(
    "read", [result.verdict, result.leaderboard, result.report, result.contest]
)
def test_nothing_built_is_one_refusal(read: object, tmp_path: Path) -> None:
    assert callable(read)
    with pytest.raises(PeelError, match=r"^P722 nothing has been built here yet: .*do: peel build"):
        read(tmp_path)


def test_clone_is_told_to_pull(tmp_path: Path) -> None:
    write(tmp_path, "dvc.lock", "")
    with pytest.raises(PeelError, match=r"^P722 .*do: `dvc pull` brings"):
        result.report(tmp_path)


def test_contest_is_read_as_written(tmp_path: Path) -> None:
    told = Contest(candidate="c", stands="s", took_over=True, words="this model")
    write(tmp_path, result.CONTEST, told.to_json())
    assert result.contest(tmp_path) == told


def test_id_is_the_digest_of_the_card(tmp_path: Path) -> None:
    """By which the registry knows the model, and promote and rollback take it."""
    files.write_text(tmp_path / "bundle/bundle.json", "{}")
    assert result.model_id(tmp_path / "bundle") == "44136fa355b3"


def test_nothing_to_commit_without_git(tmp_path: Path) -> None:
    write(tmp_path, "dvc.yaml", "")
    assert result.to_commit(tmp_path) is None


def test_only_what_changed_is_to_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, "dvc.lock", "")
    write(tmp_path, "data/train/heads.npz", "")
    assert result.to_commit(tmp_path) == 'git add dvc.lock && git commit -m "The model as built"'


def test_checkout_of_peel_has_nothing_to_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, "dvc.lock", "")
    write(tmp_path, "pyproject.toml", '[project]\nname = "other"\n')
    assert result.to_commit(tmp_path) is not None
    write(tmp_path, "pyproject.toml", '[project]\nname = "peel-automl"\n')
    assert result.to_commit(tmp_path) is None


def test_ignored_project_has_nothing_to_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, ".gitignore", "dvc.yaml\n")
    write(tmp_path, "params.yaml", "")
    assert result.to_commit(tmp_path) is None


@pytest.mark.parametrize(("end", "code"), [("pass", 0), ("fail", 1), ("undecided", 3)])
def test_each_verdict_has_its_exit_code(end: str, code: int, tmp_path: Path) -> None:
    told = VERDICT.model_copy(update={"verdict": end})
    write(tmp_path, result.EVALUATION, EVALUATION.model_copy(update={"verdict": told}).to_json())
    assert result.exit_code(tmp_path) == code
