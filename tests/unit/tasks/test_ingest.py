from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

import tasks
from peel.params.sections import Ingest
from peel.problem import find
from peel.sources.ingest import CHANGED
from peel.sources.scan import scan
from peel.sources.source import Terms
from peel.types.source import Ingested
from tasks.ingest import main

KIND = find("classification")


def test_ingest_takes_the_source_of_params(
    tmp_path: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tasks").symlink_to(Path(tasks.__file__).parent)
    Path("params.yaml").write_text(f"ingest:\n  sources: [{pictures}]\n")
    scan(
        Terms(Ingest(sources=(str(pictures),)), KIND),
        Path("data/scan"),
        cache=Path("c.json"),
        kind="classification",
    )
    words = main()
    assert capfd.readouterr().err == ""
    told = Ingested.read(Path("data/ingest/ingest.json"))
    assert (told.n_items, told.classes) == (60, {"cat": 30, "dog": 30})
    assert words == f"60 pictures in 2 classes, {told.n_shards} shards; left out: 0"


def test_source_that_changed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tasks").symlink_to(Path(tasks.__file__).parent)
    Path("params.yaml").write_text("ingest:\n  sources: [pictures]\n")
    for name in ("cat", "dog"):
        Path("pictures", name).mkdir(parents=True)
        for number in range(3):
            Image.new("RGB", (20, 20), (number, 0, len(name))).save(f"pictures/{name}/{number}.png")
    scan(
        Terms(Ingest(sources=("pictures",)), KIND),
        Path("data/scan"),
        cache=Path("c.json"),
        kind="classification",
    )
    Path("pictures/cat/0.png").rename("pictures/dog/9.png")
    main()
    assert CHANGED in capfd.readouterr().err
