"""The stage split in a project's folder."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.digest import of_bytes, of_file, of_pixels, thumb
from peel.images.shards import pack
from peel.tables import read_table, write_table
from tasks.split import main

SCENES = np.random.default_rng(3).integers(0, 256, (60, 6, 6, 3)).astype(np.uint8)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("split: {test_share: 0.25, near_duplicates: ignore}\n")
    _write([_scene(i) for i in range(40)])
    return tmp_path


def _scene(i: int) -> Image.Image:
    return Image.fromarray(SCENES[i]).resize((96, 96), Image.Resampling.BICUBIC)


def _write(pictures: list[Image.Image]) -> None:
    rows, files = [], {}
    for i, picture in enumerate(pictures):
        out = io.BytesIO()
        picture.save(out, "PNG")
        files[of_bytes(out.getvalue())] = out.getvalue()
        pixels = np.asarray(picture)
        rows.append(
            {
                "item": of_bytes(out.getvalue()),
                "path": f"{i:02d}.png",
                "label": ("ant", "bee")[i % 2],
                "part": "",
                "group": "",
                "frames": 1,
                "pixels": of_pixels(pixels),
                "thumb": thumb(pixels),
            }
        )
    found = pack([(k, lambda v=v: v) for k, v in files.items()], Path("data/ingest/shards"))
    rows = [row | found[row["item"]]._asdict() for row in rows]
    write_table(pa.Table.from_pylist(rows), Path("data/validate/manifest.parquet"))


def _paths(part: str) -> set[str]:
    return set(read_table(Path(f"data/split/{part}.parquet"))["path"].to_pylist())


def test_four_files_are_written(project: Path) -> None:
    assert main() == "30 items to train on, 10 sealed for the test"
    names = ["given.csv", "split.json", "test.parquet", "train.parquet"]
    assert sorted(path.name for path in (project / "data/split").iterdir()) == names
    assert json.loads((project / "data/split/split.json").read_text())["test_share"] == 0.25
    assert read_table(project / "data/split/train.parquet").column_names[-2:] == ["family", "fold"]


def test_second_run_gives_the_same_bytes(project: Path) -> None:
    main()
    before = {path.name: of_file(path) for path in (project / "data/split").iterdir()}
    main()
    assert {path.name: of_file(path) for path in (project / "data/split").iterdir()} == before


@pytest.mark.usefixtures("project")
def test_added_items_move_none() -> None:
    main()
    sealed, trained = _paths("test"), _paths("train")
    _write([_scene(i) for i in range(60)])
    main()
    assert sealed < _paths("test")
    assert trained < _paths("train")


def test_broken_given_file_is_refused(project: Path) -> None:
    main()
    (project / "data/split/given.csv").write_bytes(b"\xff\xfe\n")
    with pytest.raises(PeelError, match="P401"):
        main()


@pytest.mark.slow
@pytest.mark.usefixtures("project")
def test_network_finds_the_crops() -> None:
    """Ten crops that thumbnails miss; the pass is kept where the search looks for it; a second run changes nothing."""
    Path("params.yaml").write_text("split: {test_share: 0.25}\n")
    crops = [_scene(i).crop((8, 3, 90, 93)) for i in range(10)]
    _write([*(_scene(i) for i in range(40)), *crops])
    main()
    report = json.loads(Path("data/split/split.json").read_text())
    assert 10 <= report["leak"]["n_pairs"] <= 12
    assert "efficientnet_lite0 579344248a93 at 224 px" in report["leak"]["method"]
    sealed = {int(path[:2]) for path in _paths("test")}
    assert all((i in sealed) == (40 + i in sealed) for i in range(10))
    cached = list(Path(".peel/cache").rglob("*.npy"))
    assert len(cached) == 50
    before = {path.name: of_file(path) for path in Path("data/split").iterdir()}
    main()
    assert {path.name: of_file(path) for path in Path("data/split").iterdir()} == before
