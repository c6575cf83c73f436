"""Files that are not what was written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from peel.damage import distrust
from peel.errors import PeelError
from peel.files import read_json
from peel.types.source import Scanned

WHOLE = Scanned(source="s", form="f", digest="d", n_files=1, bytes=2).to_json()


def test_distrust_changes_mode_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    path.chmod(0o444)
    os.utime(path, (1, 1))
    distrust(path)
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime > 1) == (0o644, True)


def test_distrust_of_nothing_is_nothing(tmp_path: Path) -> None:
    distrust(tmp_path / "absent")


@pytest.mark.parametrize(
    "text", [None, "", "{", "[" * 200_000, '{"a": ' + "9" * 5000 + "}", "\udcff"]
)
def test_json_of_a_stage_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "a.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(PeelError, match=r"P704 .*a\.json"):
        read_json(path)


@pytest.mark.parametrize(
    "text", [None, "{", "[]", WHOLE.replace("digest", "digesf"), "[" * 200_000]
)
def test_record_of_a_stage_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "a.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(PeelError, match=r"P704 .*a\.json"):
        Scanned.read(path)
