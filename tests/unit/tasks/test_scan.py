from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tasks
from peel.errors import PeelError
from peel.types.source import Scanned
from tasks.scan import main


def test_scan_writes_state_and_codes(
    tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(tasks.__file__).parent, tmp_path / "tasks")
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"ingest:\n  sources: [{pictures}]\n")
    words = main()
    told = Scanned.read(Path("data/scan/source.json"))
    assert words == f"60 pictures (class folders), state {told.digest[:12]}"
    codes = {path.stem for path in Path("data/scan/code").iterdir()}
    assert {"ingest", "validate", "split"} <= codes


def test_missing_source_names_the_parameter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text("ingest:\n  sources: [gone]\n")
    with pytest.raises(PeelError, match=r"P201.*ingest\.sources in params\.yaml"):
        main()


@pytest.mark.slow
def test_second_scan_says_the_same(
    tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(tasks.__file__).parent, tmp_path / "tasks")
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"ingest:\n  sources: [{pictures}]\n")
    assert main() == main()
