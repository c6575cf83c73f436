"""A new folder is whole or not there, and never in the place of another."""

import os
import time
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.writers.fresh import fresh_folder, refuse_existing, refuse_without_parent


def put(folder, then):
    """Begin a new folder; what `then` does happens before its end."""
    with fresh_folder(folder) as work:
        (work / "1.txt").write_text("1")
        then()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_folder_is_there_at_the_end(tmp_path):
    with fresh_folder(tmp_path / "below" / "out") as work:
        (work / "1.txt").write_text("1")
        assert not (tmp_path / "below" / "out").exists()
    assert names(tmp_path / "below") == ["out"]
    assert names(tmp_path / "below" / "out") == ["1.txt"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="where Linux shows its processes")
def test_place_that_takes_nothing_is_refused():
    with pytest.raises(PeelError, match=r"^P702 .*got /proc/out;"):
        refuse_without_parent(Path("/proc/out"))


def test_a_failure_leaves_nothing(tmp_path):
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put(tmp_path / "out", stop)
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", ["folder", "file", "link", "dead link"])
def test_what_is_there_stays(tmp_path, kind):
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    make = {
        "folder": out.mkdir,
        "file": out.touch,
        "link": lambda: out.symlink_to(other),
        "dead link": lambda: out.symlink_to("nowhere"),
    }
    make[kind]()
    with pytest.raises(PeelError, match="P280"):
        refuse_existing(out)
    with pytest.raises(PeelError, match="P280"):
        put(out, lambda: pytest.fail("it began"))
    assert names(tmp_path) == ["other", "out"]
    assert names(other) == []


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_comes_meanwhile_stays(tmp_path, kind):
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    make = {"folder": out.mkdir, "file": out.touch, "link": lambda: out.symlink_to(other)}
    with pytest.raises(PeelError, match="P280"):
        put(out, make[kind])
    assert names(tmp_path) == ["other", "out"]
    assert names(other) == []


def test_two_at_once_do_not_disturb(tmp_path):
    with fresh_folder(tmp_path / "out") as first:
        (first / "1.txt").write_text("1")
        os.utime(first, (0, 0))  # as if it had begun long ago
        with fresh_folder(tmp_path / "other") as second:
            (second / "2.txt").write_text("2")
        with pytest.raises(PeelError, match="P280"):
            put(tmp_path / "out", (tmp_path / "out").mkdir)
        (tmp_path / "out").rmdir()
    assert names(tmp_path / "out") == ["1.txt"]


def test_what_a_killed_one_left_is_removed(tmp_path):
    left, fresh = tmp_path / ".tmp-out-dead", tmp_path / ".tmp-out-new"
    for folder in (left, fresh):
        folder.mkdir()
        (folder / "1.txt").write_text("1")
    before = time.time() - 100
    os.utime(left, (before, before))
    with fresh_folder(tmp_path / "out"):
        assert not left.exists()
        assert fresh.exists()  # another process may just have made it
