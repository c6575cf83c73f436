"""All files of a run are read, and a missing one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.report.facts import Facts, read

FILES = [
    "scan/source.json",
    "ingest/ingest.json",
    "validate/validation.json",
    "validate/quarantine.csv",
    "split/split.json",
    "split/train.parquet",
    "split/test.parquet",
    "search/leaderboard.parquet",
    "search/onion.csv",
    "search/choice.json",
    "search/search.json",
    "search/weights.json",
    "train/train.json",
    "evaluate/evaluation.json",
    "evaluate/predictions.parquet",
    "export/bundle.json",
]


@pytest.fixture(scope="module")
def bare(finished: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that this file's tests may take apart."""
    project = tmp_path_factory.mktemp("bare")
    for name in FILES:
        target = project / "data" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((finished["few"] / "data" / name).read_bytes())
    return project


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_named(bare: Path, name: str) -> None:
    path = bare / "data" / name
    data = path.read_bytes()
    path.unlink()
    with pytest.raises(PeelError, match=r"^P771 .*peel build") as caught:
        read(bare)
    path.write_bytes(data)
    assert name in str(caught.value)


def test_records_have_their_types(facts: dict[str, Facts]) -> None:
    run = facts["pass"]
    assert run.verdict.metric == "accuracy"
    assert [score.name for score in run.scores][:2] == ["accuracy", "balanced_accuracy"]
    assert run.onion[0].depth == 0
    assert run.leaderboard[0].rank == 1


def test_odd_names_survive_the_reading(facts: dict[str, Facts]) -> None:
    assert facts["pass"].quarantine[0]["path"].endswith('>\n, "quoted".jpg')
