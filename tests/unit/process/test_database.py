import contextlib
import sqlite3
from pathlib import Path

import pytest

from peel.process import database


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "peel"


def home(folder: Path, version: str = "") -> Path:
    """A server's folder, with a database where a version is given."""
    folder.mkdir()
    if version:
        with contextlib.closing(sqlite3.connect(folder / "prefect.db")) as made:
            made.execute("create table alembic_version (version_num text)")
            made.execute("insert into alembic_version values (?)", [version])
            made.commit()
    return folder


def found(folder: Path) -> str:
    with contextlib.closing(sqlite3.connect(folder / "prefect.db")) as made:
        return str(made.execute("select version_num from alembic_version").fetchone()[0])


def test_kept_database_is_laid_elsewhere(tmp_path: Path, cache: Path) -> None:
    database.keep(home(tmp_path / "a", "v1"))
    assert database.lay(home(tmp_path / "b"))
    assert found(tmp_path / "b") == "v1"
    assert [path.suffix for path in cache.iterdir()] == [".db"]


def test_database_that_is_there_stays(tmp_path: Path, cache: Path) -> None:
    database.keep(home(tmp_path / "a", "v1"))
    assert database.lay(home(tmp_path / "b", "v2"))
    assert found(tmp_path / "b") == "v2"
    assert cache.exists()


def test_without_a_kept_one_nothing_is_laid(tmp_path: Path, cache: Path) -> None:
    assert not database.lay(home(tmp_path / "a"))
    assert not cache.exists()


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 and then rubbish" * 500])
def test_damaged_one_is_thrown_away(damage: bytes, tmp_path: Path, cache: Path) -> None:
    database.keep(home(tmp_path / "a", "v1"))
    next(cache.iterdir()).write_bytes(damage)
    assert not database.lay(home(tmp_path / "b"))
    assert list((tmp_path / "b").iterdir()) == []
    assert list(cache.iterdir()) == []


def test_one_that_others_may_write_is_left(tmp_path: Path, cache: Path) -> None:
    database.keep(home(tmp_path / "a", "v1"))
    next(cache.iterdir()).chmod(0o666)
    assert not database.lay(home(tmp_path / "b"))


def test_unwritable_folder_is_no_error(tmp_path: Path, cache: Path) -> None:
    cache.parent.write_text("a file where the folder should be")
    database.keep(home(tmp_path / "a", "v1"))
    assert not database.lay(home(tmp_path / "b"))


def test_relative_cache_folder_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its standard says so; and SQLite is asked by an address, which has to be a whole one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    database.keep(home(tmp_path / "a", "v1"))
    assert database.lay(home(tmp_path / "b"))
    assert not (tmp_path / "cache").exists()
