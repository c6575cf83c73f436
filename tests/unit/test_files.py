import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from peel import files
from peel.errors import PeelError


def test_written_text_is_whole_or_absent(tmp_path):
    files.write_text(tmp_path / "a" / "b.txt", "new")
    assert (tmp_path / "a" / "b.txt").read_text() == "new"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_same_value_gives_same_json_bytes(tmp_path):
    files.write_json(tmp_path / "a.json", {"b": 1, "a": [2.5]})
    files.write_json(tmp_path / "b.json", {"a": [2.5], "b": 1})
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert files.read_json(tmp_path / "a.json") == {"a": [2.5], "b": 1}


def _stop_in(path):
    with files.new_folder(path) as work:
        (work / "half").write_text("x")
        raise ValueError("stop")


def test_failing_block_leaves_old_folder(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old").write_text("kept")
    with pytest.raises(ValueError, match="stop"):
        _stop_in(tmp_path / "out")
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "old"]


def test_new_folder_replaces_the_old_one(tmp_path):
    for text in ("one", "two"):
        with files.new_folder(tmp_path / "out") as work:
            (work / text).write_text(text)
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "two"]


def test_kill_between_renames_is_healed(tmp_path):
    (tmp_path / ".old-out").mkdir()
    (tmp_path / ".old-out" / "champion").write_text("kept")
    (tmp_path / ".tmp-out-abc").mkdir()
    with pytest.raises(ValueError, match="stop"):
        _stop_in(tmp_path / "out")
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "champion"]


def test_old_folder_returns_without_a_new_one(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "champion").write_text("kept")
    with pytest.raises(FileNotFoundError), files.new_folder(tmp_path / "out") as work:
        work.rmdir()
    assert [p.name for p in tmp_path.rglob("*")] == ["out", "champion"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "P701"),
        (errno.EFBIG, "P701"),
        (errno.EACCES, "P702"),
        (errno.EROFS, "P702"),
        (errno.EPERM, "P702"),
    ],
)
def test_trouble_of_the_disk_is_named(tmp_path, number, code):
    with pytest.raises(PeelError) as caught, files.guard(tmp_path):
        raise OSError(number, "no", str(tmp_path))
    assert caught.value.code == code


def test_typed_folder_is_named(tmp_path):
    """Not the temporary one beside it."""
    with pytest.raises(PeelError, match=r"got .*/out;"), files.guard(tmp_path / "out"):
        raise OSError(errno.EACCES, "no", str(tmp_path / ".tmp-out-x1"))


def test_place_is_tried_before_the_work(tmp_path):
    files.refuse_unwritable(tmp_path / "below" / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="where Linux shows its processes")
def test_place_that_takes_nothing_is_refused():
    with pytest.raises(PeelError, match=r"^P702 .*got /proc/out;"):
        files.refuse_unwritable(Path("/proc/out"))


def test_other_trouble_stays_itself(tmp_path):
    with pytest.raises(FileNotFoundError), files.guard(tmp_path):
        raise FileNotFoundError(errno.ENOENT, "no")


def _hold(path, ready, stop):
    with files.lock(path, "a build"):
        ready.set()
        stop.wait(20)


@pytest.mark.slow
def test_second_holder_is_refused_by_name(tmp_path):
    context = multiprocessing.get_context("spawn")
    ready, stop = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(tmp_path / "lock", ready, stop))
    holder.start()
    try:
        assert ready.wait(20)
        with pytest.raises(PeelError) as caught, files.lock(tmp_path / "lock", "a build"):
            pass
    finally:
        stop.set()
        holder.join(20)
    assert caught.value.code == "P703"
    assert str(holder.pid) in str(caught.value)


def test_lock_of_a_dead_holder_is_free(tmp_path):
    (tmp_path / "lock").write_text("999999")
    with files.lock(tmp_path / "lock", "a build"):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
