"""What train left is what is scored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.training import sealed
from peel.types.training import Training


def facts_with(digests: dict[str, str]) -> Training:
    """What train says of files with these digests."""
    return Training.model_construct(sha256=digests)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.onnx").write_bytes(b"model")
    (tmp_path / "b.npz").write_bytes(b"heads")
    return tmp_path


def test_files_as_written_pass(folder: Path) -> None:
    sealed.check(folder, facts_with(sealed.digests(folder, ("a.onnx", "b.npz"))))


@pytest.mark.parametrize("name", ["a.onnx", "b.npz"])
def test_flipped_bit_is_refused_and_marked(folder: Path, name: str) -> None:
    facts = facts_with(sealed.digests(folder, ("a.onnx", "b.npz")))
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    path.chmod(0o444)
    os.utime(path, (1, 1))
    with pytest.raises(PeelError, match=f"P604.*{name}"):
        sealed.check(folder, facts)
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.stat().st_mtime > 1


def test_absent_file_is_refused(folder: Path) -> None:
    facts = facts_with(sealed.digests(folder, ("a.onnx",)))
    (folder / "a.onnx").unlink()
    with pytest.raises(PeelError, match="P604"):
        sealed.check(folder, facts)
