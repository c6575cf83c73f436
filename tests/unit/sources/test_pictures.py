"""Pictures by name, else by their first bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.sources.disk import DiskTree
from peel.sources.pictures import is_picture, no_picture

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 24


@pytest.mark.parametrize(
    ("name", "data", "answer"),
    [
        ("a.jpg", b"", True),
        ("a", PNG, True),
        ("a", b"words", False),
        ("a.txt", PNG, False),
    ],
)
def test_name_or_first_bytes_decide(
    tmp_path: Path, name: str, data: bytes, *, answer: bool
) -> None:
    (tmp_path / name).write_bytes(data)
    assert is_picture(DiskTree(tmp_path), name) == answer


def test_other_file_is_left_out_quietly() -> None:
    assert (no_picture("b\udce4.txt").path, no_picture("a").code) == ("b\\xe4.txt", "P210")
