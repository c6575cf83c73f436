from __future__ import annotations

from pathlib import Path

import pytest

from peel.types.source import Ingested
from tasks.ingest import main


def test_ingest_takes_the_source_of_params(
    tmp_path: Path, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(f"ingest:\n  source: {pictures}\n")
    words = main()
    told = Ingested.read(Path("data/ingest/ingest.json"))
    assert (told.n_items, told.classes) == (60, {"cat": 30, "dog": 30})
    assert words == f"60 pictures of 2 classes in {told.n_shards} shards; left out: 0"
