"""The two ways into a bundle that docs/reference/bundle.md shows run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from peel.images.decode import decode

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "reference" / "bundle.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=["with Peel", "without Peel"])
def test_blocks_of_the_page_run(block, make_bundle, tmp_path):
    make_bundle()
    Image.new("RGB", (40, 30), "red").save(tmp_path / "picture.jpg")
    run = [sys.executable, "-W", "error::DeprecationWarning", "-c", block]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "red" in done.stdout
    assert "None" in done.stdout or "import peel" not in block


ALONE = [
    block
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    if "InferenceSession" in block
]


def odd_pictures(folder: Path) -> list[Path]:
    """A photograph of a telephone that was held upright, grey of 16 bits, and a palette with transparency."""
    grey = np.arange(24 * 16, dtype=np.uint16).reshape(24, 16) * 170
    turned = Image.Exif()
    turned[274] = 6
    paths = [folder / "turned.jpg", folder / "deep.tif", folder / "deep.png", folder / "few.gif"]
    Image.fromarray((grey >> 8).astype(np.uint8)).convert("RGB").save(paths[0], exif=turned)
    Image.fromarray(grey).save(paths[1], tiffinfo={274: 6})
    Image.fromarray(grey).save(paths[2])
    Image.fromarray((grey >> 8).astype(np.uint8)).convert("P").save(paths[3], transparency=3)
    return paths


@pytest.mark.slow
@pytest.mark.parametrize("block", ALONE)
def test_blocks_decode_as_peel_does(block, make_bundle, tmp_path, monkeypatch):
    make_bundle()
    monkeypatch.chdir(tmp_path)
    (shown,) = re.findall(r'open\("([^"]*)", "rb"\)', block)
    for path in odd_pictures(tmp_path):
        names = {}
        exec(block.replace(shown, path.name), names)
        assert np.array_equal(names["pixels"], decode(path.read_bytes()).pixels), path.name
