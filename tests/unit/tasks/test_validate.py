"""The stage validate in a project's folder."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.images.digest import of_bytes
from peel.images.shards import pack
from peel.tables import write_table
from tasks.validate import main


def _png(value: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(value).integers(0, 256, (9, 9), np.uint8)).save(
        out, "PNG"
    )
    return out.getvalue()


@pytest.mark.slow
def test_stage_says_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {of_bytes(data): data for data in map(_png, range(6))}
    addresses = pack(
        [(item, lambda data=data: data) for item, data in files.items()], Path("data/ingest/shards")
    )
    rows = [
        {
            "item": item,
            "path": f"{i}.png",
            "line": 0,
            "label": "ab"[i % 2],
            "part": "",
            "group": "",
            "frames": 1,
        }
        | addresses[item]._asdict()
        for i, item in enumerate(files)
    ]
    write_table(pa.Table.from_pylist(rows), Path("data/ingest/manifest.parquet"))
    Path("data/ingest/ingest.json").write_text(json.dumps({"skipped": []}))
    Path("params.yaml").write_text("validate:\n  min_side_px: 9\n")
    assert re.fullmatch(r"6 items are good, 0 put aside, (\d+) of \1 rules met", main())
    assert Path("data/validate/validation.html").exists()
