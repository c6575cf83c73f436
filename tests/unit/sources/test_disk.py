from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.sources.disk import DiskTree
from peel.sources.source import MAX_FILE_BYTES


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(path.encode("utf-8", "surrogateescape"))
    return root


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder outside of pytest's own, which only its owner may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    shutil.rmtree(folder)


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Give up the rights of root for a moment: root may read everything."""
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def codes(tree: DiskTree) -> dict[str, str]:
    return {each.path: each.code for each in tree.skipped}


def test_files_are_listed_in_order(tmp_path: Path) -> None:
    tree = DiskTree(put(tmp_path, "b/2.jpg", "a/1.jpg", "top.jpg", "a/deep/3.jpg"))
    assert list(tree.entries) == ["a/1.jpg", "a/deep/3.jpg", "b/2.jpg", "top.jpg"]
    assert tree.entries["a/1.jpg"].size == 7
    assert tree.read("a/1.jpg") == tree.head("a/1.jpg") == b"a/1.jpg"


@pytest.mark.parametrize(
    "name",
    ["a b.jpg", "#1.jpg", "x=y.jpg", "'q\".jpg", "Ümläut.jpg", "new\nline.jpg", "b\udce4r.jpg"],
)
def test_odd_names_are_files_too(tmp_path: Path, name: str) -> None:
    tree = DiskTree(put(tmp_path, name))
    assert list(tree.entries) == [name]
    assert tree.read(name) == os.fsencode(name)


def test_system_files_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, ".DS_Store", "a/Thumbs.db", "__MACOSX/a/._1.jpg", ".git/x.jpg", "a/1.jpg")
    tree = DiskTree(tmp_path)
    assert list(tree.entries) == ["a/1.jpg"]
    assert codes(tree) == {}


def test_hidden_picture_is_listed_as_skipped(tmp_path: Path) -> None:
    assert codes(DiskTree(put(tmp_path, "a/._1.jpg"))) == {"a/._1.jpg": "P211"}


def test_links_are_followed_to_files(tmp_path: Path) -> None:
    put(tmp_path, "outside/1.jpg", "root/cat/2.jpg")
    (tmp_path / "root/cat/link.jpg").symlink_to(tmp_path / "outside/1.jpg")
    (tmp_path / "root/dog").symlink_to(tmp_path / "outside")
    tree = DiskTree(tmp_path / "root", follow_links=True)
    assert list(tree.entries) == ["cat/2.jpg", "cat/link.jpg", "dog/1.jpg"]
    assert tree.read("dog/1.jpg") == b"outside/1.jpg"


def test_loops_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "cat/1.jpg")
    (tmp_path / "cat/again").symlink_to(tmp_path / "cat")
    (tmp_path / "cat/top").symlink_to(tmp_path)
    tree = DiskTree(tmp_path)
    assert list(tree.entries) == ["cat/1.jpg"]
    assert codes(tree) == {"cat/again": "P217", "cat/top": "P217"}


def test_dead_link_is_listed_as_skipped(tmp_path: Path) -> None:
    (tmp_path / "gone.jpg").symlink_to("nowhere")
    (tmp_path / "self.jpg").symlink_to("self.jpg")
    assert codes(DiskTree(tmp_path)) == {"gone.jpg": "P217", "self.jpg": "P217"}


def test_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    tree = DiskTree(tmp_path)
    assert codes(tree) == {"pipe.jpg": "P218"}
    assert tree.entries == {}


def test_unreadable_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "odd.jpg").symlink_to("/proc/self/mem")  # reading it fails for everybody
    tree = DiskTree(tmp_path, follow_links=True)
    with pytest.raises(PeelError, match="P215"):
        tree.read("odd.jpg")
    assert tree.head("odd.jpg") == b""


def test_vanished_file_is_one_clear_error(tmp_path: Path) -> None:
    tree = DiskTree(put(tmp_path, "1.jpg"))
    (tmp_path / "1.jpg").unlink()
    with pytest.raises(PeelError, match="P215"):
        tree.read("1.jpg")


def test_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "huge.jpg").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    tree = DiskTree(tmp_path)
    with pytest.raises(PeelError, match="P216"):
        tree.read("huge.jpg")


def test_missing_folder_cannot_be_listed(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P206"):
        DiskTree(tmp_path / "gone")


def test_closed_places_are_told_of(closed: Path) -> None:
    put(closed, "cat/1.jpg", "dog/1.jpg", "shut/1.jpg")
    (closed / "dog/1.jpg").chmod(0)
    (closed / "shut").chmod(0)
    with nobody():
        tree = DiskTree(closed)
        with pytest.raises(PeelError, match=r"P215.*denied"):
            tree.read("dog/1.jpg")
    assert list(tree.entries) == ["cat/1.jpg", "dog/1.jpg"]
    assert codes(tree) == {"shut": "P219"}


def test_closed_source_is_refused(closed: Path) -> None:
    closed.chmod(0)
    with nobody(), pytest.raises(PeelError, match=r"P206.*denied"):
        DiskTree(closed)


def test_only_named_folders_are_listed(tmp_path: Path) -> None:
    put(tmp_path, "top.jpg", "a/1.jpg", "a/b/2.jpg", "c/3.jpg")
    assert list(DiskTree(tmp_path, only=[""]).entries) == ["top.jpg"]
    assert list(DiskTree(tmp_path, only=["a/b"]).entries) == ["a/b/2.jpg"]


def test_stamp_changes_with_the_file(tmp_path: Path) -> None:
    before = DiskTree(put(tmp_path, "1.jpg")).entries["1.jpg"].stamp
    times = os.stat(tmp_path / "1.jpg")
    (tmp_path / "1.jpg").write_bytes(b"1.jqg")
    os.utime(tmp_path / "1.jpg", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert DiskTree(tmp_path).entries["1.jpg"].stamp != before
