from __future__ import annotations

import ast
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peel.images.digest import of_bytes, of_file
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.contents import Contents, digest_of, read_contents
from peel.sources.find import find
from peel.sources.source import Terms

KIND = find_kind("classification")

OLD = [Path(str(ast.__file__)), Path(str(json.__file__))]  # files that nobody has touched for long


def put(root: Path) -> Path:
    for path in ("cat/1.jpg", "cat/2.jpg", "dog/b\udce4r.jpg"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(os.fsencode(path))
    return root


def linked(root: Path) -> Path:
    for name, target in zip(("cat", "dog"), OLD, strict=True):
        (root / name).mkdir(parents=True)
        (root / name / "1.jpg").symlink_to(target)
    return root


def read(root: Path, cache: Path) -> Contents:
    return read_contents(find([root], Terms(Ingest(follow_links=True), KIND)), cache=cache)


def state(root: Path) -> str:
    source = find([root], Terms(Ingest(), KIND))
    return digest_of(source, read_contents(source, cache=root.parent / "cache.json"))


def test_every_item_has_its_digest(tmp_path: Path) -> None:
    contents = read(put(tmp_path / "set"), tmp_path / "cache.json")
    assert contents.digests["cat/1.jpg"] == of_bytes(b"cat/1.jpg")
    assert contents.digests["dog/b\udce4r.jpg"] == of_bytes(b"dog/b\xe4r.jpg")
    assert contents.skipped == ()


def recall(cache: Path) -> dict[str, Any]:
    """What the cache holds, without its seal."""
    known: dict[str, Any] = json.loads(cache.read_text().splitlines()[0])
    return known


def remember(cache: Path, known: dict[str, Any]) -> None:
    words = json.dumps(known)
    cache.write_text(f"{words}\n{of_bytes(words.encode())}")


def test_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    root, cache = linked(tmp_path / "set"), tmp_path / "cache.json"
    assert read(root, cache).digests["cat/1.jpg"] == of_file(OLD[0])
    known = recall(cache)
    known["cat/1.jpg"][-1] = "as remembered"
    remember(cache, known)
    assert read(root, cache).digests["cat/1.jpg"] == "as remembered"


@pytest.mark.parametrize("place", range(4))
def test_changed_stamp_means_reading_again(tmp_path: Path, place: int) -> None:
    root, cache = linked(tmp_path / "set"), tmp_path / "cache.json"
    read(root, cache)
    known = recall(cache)
    known["cat/1.jpg"][-1] = "as remembered"
    known["cat/1.jpg"][place] += 1
    remember(cache, known)
    assert read(root, cache).digests["cat/1.jpg"] == of_file(OLD[0])


def test_flipped_bit_means_reading_again(tmp_path: Path) -> None:
    root, cache = linked(tmp_path / "set"), tmp_path / "cache.json"
    known = read(root, cache).digests
    whole = cache.read_bytes()
    for at in range(0, len(whole), 7):
        cache.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read(root, cache).digests == known


def test_fresh_file_is_never_remembered(tmp_path: Path) -> None:
    read(put(tmp_path / "set"), tmp_path / "cache.json")
    assert not (tmp_path / "cache.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"cat/1.jpg": ["x"]}', "[" * 9**6])
def test_damaged_cache_costs_time_only(tmp_path: Path, text: str) -> None:
    root, cache = linked(tmp_path / "set"), tmp_path / "cache.json"
    cache.write_text(text)
    assert read(root, cache).digests["cat/1.jpg"] == of_file(OLD[0])


def test_unreadable_item_is_skipped(tmp_path: Path) -> None:
    root = put(tmp_path / "set")
    (root / "cat/3.jpg").symlink_to("/proc/self/mem")
    contents = read(root, tmp_path / "cache.json")
    assert [(each.path, each.code) for each in contents.skipped] == [("cat/3.jpg", "P215")]
    assert len(contents.digests) == 3


def test_two_clones_have_one_state(tmp_path: Path) -> None:
    put(tmp_path / "a" / "set")
    first = state(tmp_path / "a" / "set")
    time.sleep(0.01)
    shutil.copytree(tmp_path / "a" / "set", tmp_path / "b" / "other", copy_function=shutil.copyfile)
    assert state(tmp_path / "b" / "other") == first


CHANGES: dict[str, Callable[[Path], object]] = {
    "content": lambda root: (root / "cat/1.jpg").write_bytes(b"cat/9.jpg"),
    "name": lambda root: (root / "cat/1.jpg").rename(root / "cat/9.jpg"),
    "label": lambda root: (root / "cat").rename(root / "cow"),
    "fewer": lambda root: (root / "cat/1.jpg").unlink(),
    "more": lambda root: (root / "dog/2.jpg").write_bytes(b"2"),
    "other file": lambda root: (root / "notes.txt").write_bytes(b"2"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_changes_the_state(tmp_path: Path, name: str) -> None:
    root = put(tmp_path / "set")
    before = state(root)
    CHANGES[name](root)
    assert state(root) != before


def test_times_and_system_files_change_nothing(tmp_path: Path) -> None:
    root = put(tmp_path / "set")
    before = state(root)
    os.utime(root / "cat/1.jpg", (1, 1))
    (root / ".DS_Store").write_bytes(b"x")
    assert state(root) == before
