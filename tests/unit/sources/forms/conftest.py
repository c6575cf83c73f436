"""A folder with pictures and annotation files, read in whichever form it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from PIL import Image

from peel.params.sections import Ingest
from peel.problem import find
from peel.sources.album import Album
from peel.sources.annotated import Read, read_marks
from peel.sources.disk import DiskTree
from peel.sources.source import Terms

Reader = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write files by their names, `pictures` of 40 x 30 pixels among them, and read all of the folder."""

    def read_files(
        files: Mapping[str, str | bytes], *pictures: str, how: Ingest | None = None
    ) -> Read:
        for name in pictures:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (40, 30)).save(tmp_path / name)
        for name, words in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(words if isinstance(words, bytes) else words.encode())
        return read_marks(Album(DiskTree(tmp_path)), Terms(how or Ingest(), find("multilabel")))

    return read_files
