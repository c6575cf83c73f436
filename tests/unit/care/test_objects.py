import json

import pytest

from peel.care import objects
from tests.unit.care.test_holds import TRACES
from tests.unit.care.test_traces import DATA


@pytest.fixture
def project(tmp_path):
    project = tmp_path / "pets"
    (project / ".dvc/cache").mkdir(parents=True)
    (tmp_path / "remote").mkdir()
    text = "['remote \"near\"']\nurl = ../../remote\n['remote \"far\"']\nurl = s3://bucket/x\n"
    (project / ".dvc/config").write_text(text)
    return project


def put(folder, md5, data):
    path = folder / "files/md5" / md5[:2] / md5[2:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_cache_and_remotes_are_found(project, tmp_path):
    found = objects.places(project)
    assert [path.resolve() for path in found.folders] == [
        project / ".dvc/cache",
        tmp_path / "remote",
    ]
    assert found.far == ("s3://bucket/x",)


def test_other_cache_is_followed(project, tmp_path):
    (tmp_path / "shared").mkdir()
    (project / ".dvc/config.local").write_text(f"[cache]\ndir = {tmp_path / 'shared'}\n")
    assert objects.places(project).folders[0] == tmp_path / "shared"


def test_object_with_the_picture_goes(tmp_path):
    gone, left = put(tmp_path, "a" * 32, DATA), put(tmp_path, "b" * 32, b"other")
    assert objects.erase(tmp_path, TRACES, spare=None) == 1
    assert (gone.exists(), left.exists()) == (False, True)


def test_small_pictures_go_with_pages(tmp_path):
    page, thumb = put(tmp_path, "a" * 32, b"<!doctype html>"), put(tmp_path, "b" * 32, b"jpeg")
    listing = [{"md5": "b" * 32, "relpath": "sheet.jpg"}]
    put(tmp_path, "c" * 32 + ".dir", json.dumps(listing).encode())
    assert objects.erase(tmp_path, TRACES, spare=None) == 0
    assert objects.erase(tmp_path, TRACES, spare=()) == 3
    assert not page.exists()
    assert not thumb.exists()


def test_odd_listings_are_passed_over(tmp_path):
    put(tmp_path, "a" * 32 + ".dir", b"no json")
    put(tmp_path, "b" * 32 + ".dir", b"{}")
    assert objects.erase(tmp_path, TRACES, spare=()) == 0


def test_pages_in_use_are_spared(tmp_path):
    put(tmp_path, "a" * 32, b"<!doctype html>")
    listing = [{"md5": "b" * 32, "relpath": "sheet.jpg"}]
    put(tmp_path, "c" * 32 + ".dir", json.dumps(listing).encode())
    (tmp_path / "dvc.lock").write_text(f"md5: {'a' * 32}\nmd5: {'c' * 32}.dir\n")
    assert objects.erase(tmp_path, TRACES, spare=objects.in_use(tmp_path)) == 0
