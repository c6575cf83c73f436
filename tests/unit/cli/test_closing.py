from pathlib import Path

import pytest

from peel import files
from peel.cli.closing import print_result
from peel.images.digest import of_file
from peel.project import result
from peel.types.advice import Advice, Step
from peel.types.evaluation import Evaluation, Parity, Reference
from peel.types.placement import Contest, Placed
from peel.types.score import Verdict
from peel.types.source import Ingested

CARD = {"model_sha256": "ab" * 32}
ROWS = """rank,branch,tap,pooling,head,score,low,high,seconds
1,efficientnet_lite0,9,msg,lda,0.91,0.85,0.95,0.1
2,efficientnet_lite0,8,msg,ridge,0.9,0.84,0.94,0.1
"""
VERDICT = Verdict(
    verdict="fail",
    metric="accuracy",
    score=0.8,
    low=0.7,
    high=0.9,
    threshold=0.9,
    probability=0.1,
    words="0.80 [misses] 0.90",
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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files.write_text(tmp_path / result.LEADERBOARD, ROWS)
    files.write_text(tmp_path / result.EVALUATION, EVALUATION.to_json())
    for folder in ("data/export", "bundle"):
        files.write_json(tmp_path / folder / "bundle.json", CARD)
    _contest(tmp_path, took_over=True, words="this model, although it does not pass")
    return tmp_path


def _contest(project: Path, *, took_over: bool, words: str) -> None:
    told = Contest(candidate="", stands="", took_over=took_over, words=words)
    files.write_text(project / result.CONTEST, told.to_json())


def _id(project: Path, folder: str = "bundle") -> str:
    """The one that the registry knows it by."""
    return of_file(project / folder / "bundle.json")[:12]


def test_end_says_verdict_and_places(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    print_result(project)
    lines = capfd.readouterr().out.splitlines()
    assert "FAIL: 0.80 [misses] 0.90" in lines
    assert f"model   {_id(project)}, in bundle/" in lines
    assert "bundle  bundle/ (this model, although it does not pass)" in lines
    assert "report  data/report/report.html" in lines
    assert lines[-1].startswith("next    peel report --open")


def test_model_that_stayed_out_can_be_tried(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _contest(project, took_over=False, words="the earlier model that passed")
    print_result(project)
    out = capfd.readouterr().out
    assert f"model   {_id(project, 'data/export')}, in data/export/" in out
    assert "peel predict IMAGE --bundle data/export" in out


def test_model_has_name_and_date(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    placed = Placed(name="Hats", id="abababababab", placed="2026-11-27T10:50:00Z")
    files.write_text(project / result.PLACED, placed.to_json())
    print_result(project)
    lines = capfd.readouterr().out.splitlines()
    assert f"model   Hats {_id(project)}, in bundle/ since 2026-11-27T10:50:00Z" in lines


def test_advice_is_that_of_the_report(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Also of stages that had nothing to do this time."""
    steps = [Step(title=f"Step {i}", text="Why.", command="peel build") for i in range(4)]
    told = Advice(cautions=("No “elm”.",), notes=("2 left out.",), steps=tuple(steps))
    files.write_text(project / result.ADVICE, told.to_json())
    print_result(project)
    lines = capfd.readouterr().out.splitlines()
    assert "caution  No “elm”." in lines
    assert "note     2 left out." in lines
    assert [line for line in lines if line.startswith("advice")] == [
        f"advice   Step {i}: Why. Then: peel build" for i in range(3)
    ]


def test_best_heads_fit_the_screen(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    print_result(project)
    (first,) = [line for line in capfd.readouterr().out.splitlines() if " lda " in line]
    assert first.split()[:2] == ["1", "efficientnet_lite0"]
    assert "0.910" in first
    assert "0.850 to 0.950" in first
    assert len(first) <= 80


def test_model_of_clips_asks_for_films(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    counts = {"n_items": 2, "n_shards": 1, "bytes": 9, "classes": {}, "parts": {}, "skipped": ()}
    told = Ingested(source="s", form="", digest="", notes=(), lost={}, frames=6, **counts)
    files.write_text(project / result.INGEST, told.to_json())
    print_result(project)
    assert "peel predict FILM" in capfd.readouterr().out
