"""Drawn clips, one of them broken, from films to a report, and a film that their model is asked about."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest

import peel
from peel import files
from peel.cli.main import run
from peel.films import grid
from peel.films.clips import Clips
from peel.project import prepare, template
from peel.tables import read_table
from peel.testing.clips import MOVES, write_clips, write_film

STAGES = ("scan", "ingest", "validate", "split", "search", "train", "evaluate", "export", "report")
SCENES = 10


@pytest.mark.e2e
def test_clips_run_to_a_film(tmp_path, monkeypatch, capfd):
    clips, project = tmp_path / "clips", tmp_path / "project"
    write_clips(clips, scenes=SCENES)
    with open(clips / "groups.csv", "a") as table:
        table.write("lies/broken.mp4,lies,scene 0\n")
    (clips / "lies" / "broken.mp4").write_bytes((clips / "lies" / "000.mp4").read_bytes()[:900])
    template.make(project)
    prepare.prepare(project, template.Given(data=[str(clips)], threshold=0.4))
    params = project / "params.yaml"
    params.write_text(params.read_text().replace("size_px: 224", "size_px: 64"))
    monkeypatch.chdir(project)
    for stage in STAGES:
        importlib.import_module(f"tasks.{stage}").main()
    told = json.loads(Path("data/ingest/ingest.json").read_text())
    assert [(one["path"], one["code"]) for one in told["skipped"]] == [("lies/broken.mp4", "P290")]
    assert (told["n_items"], told["frames"], told["n_grouped"]) == (3 * SCENES, 6, 3 * SCENES)
    parts = [
        set(read_table(Path(f"data/split/{part}.parquet"))["group"].to_pylist())
        for part in ("train", "test")
    ]
    assert not parts[0] & parts[1]
    assert files.read_json(Path("data/evaluate/metrics.json"))["verdict"] in ("pass", "undecided")
    assert 'id="clips-head"' in Path("data/report/report.html").read_text()

    model = peel.load("data/export")
    assert model.card.branches[0].image.seconds == 1.5
    clip = clips / "rolls" / "001.mp4"
    picture = Clips(6).open(clip)
    backwards = grid.join(grid.cut(picture, 6)[::-1])
    forth, back = (model.run([each])["probabilities"] for each in (picture, backwards))
    np.testing.assert_allclose(forth, back, atol=1e-3)

    film = tmp_path / "film.mp4"
    write_film(film, moves=MOVES, seed=1000)
    capfd.readouterr()
    assert run(["predict", str(film), "--bundle", "data/export", "--format", "json"]) == 0
    seen = json.loads(capfd.readouterr().out)
    assert [(one["start_s"], one["end_s"]) for one in seen] == [(0, 1.5), (1.5, 3.0), (3.0, 4.5)]
    assert {one["label"] for one in seen} <= set(MOVES)
