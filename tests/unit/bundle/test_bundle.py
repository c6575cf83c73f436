"""The two ways into a bundle that docs/reference/bundle.md shows run as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "bundle.md"
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
