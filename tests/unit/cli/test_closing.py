from pathlib import Path

import pytest

from peel import files
from peel.cli.closing import print_result
from peel.project import result

ROWS = """rank,backbone,tap,pooling,head,accuracy,low,high,seconds
1,efficientnet_lite0,9,msg,lda,0.91,0.85,0.95,0.1
2,efficientnet_lite0,8,msg,ridge,0.9,0.84,0.94,0.1
"""
VERDICT = {
    "verdict": "fail",
    "metric": "accuracy",
    "score": 0.8,
    "low": 0.7,
    "high": 0.9,
    "threshold": 0.9,
    "probability": 0.1,
    "words": "0.80 [misses] 0.90",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files.write_text(tmp_path / result.LEADERBOARD, ROWS)
    files.write_json(tmp_path / result.EVALUATION, {"verdict": VERDICT})
    for folder in ("data/export", "bundle"):
        files.write_text(tmp_path / folder / "bundle.json", "{}")
    return tmp_path


def test_end_says_verdict_and_places(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    print_result(project)
    lines = capfd.readouterr().out.splitlines()
    assert "FAIL: 0.80 [misses] 0.90" in lines
    assert (
        "bundle  bundle/ (this model, although it does not pass: no better one was there)" in lines
    )
    assert "report  data/report/report.html" in lines
    assert lines[-1].startswith("next    peel report --open")


def test_best_heads_fit_the_screen(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    print_result(project)
    (first,) = [line for line in capfd.readouterr().out.splitlines() if " lda " in line]
    assert first.split()[:2] == ["1", "efficientnet_lite0"]
    assert "0.910" in first
    assert "0.850 to 0.950" in first
    assert len(first) <= 80
