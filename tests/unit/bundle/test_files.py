"""Where the three files of a bundle are read from."""

from __future__ import annotations

import os
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from peel.bundle.files import read_files
from peel.errors import PeelError
from peel.images.digest import of_bytes, of_file

MOST_BYTES = 4 * 2**20  # a time would say less, and differ from one machine to the next


def _zip(folder, name, *, prefix="", **options):
    path = folder.with_name(name)
    with zipfile.ZipFile(path, "w", **options) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, prefix + file.name)
    return path


def test_folder_gives_three_files(make_bundle):
    folder = make_bundle()
    files = read_files(folder)
    assert of_bytes(files.card) == of_file(folder / "bundle.json")
    assert of_bytes(files.model) == of_file(folder / "model.onnx")
    assert of_bytes(files.golden) == of_file(folder / "golden.npz")


def test_candidate_is_a_model_too(make_bundle):
    assert read_files(make_bundle(model_name="candidate.onnx")).model


@pytest.mark.parametrize("prefix", ["", "bundle/", "a/b/"])
def test_zip_gives_the_same(make_bundle, prefix):
    folder = make_bundle()
    path = _zip(folder, "b.zip", prefix=prefix, compression=zipfile.ZIP_DEFLATED)
    assert read_files(path) == read_files(folder)


@pytest.mark.parametrize("name", ["bundle.json", "model.onnx", "golden.npz"])
def test_missing_file_is_named(make_bundle, name):
    folder = make_bundle()
    (folder / name).unlink()
    with pytest.raises(PeelError, match=f"P656 no bundle there: .*without {name};"):
        read_files(folder)


@pytest.mark.parametrize("name", ["bundle.json", "model.onnx", "golden.npz"])
def test_zip_without_a_file_is_refused(make_bundle, name):
    folder = make_bundle()
    (folder / name).unlink()
    with pytest.raises(PeelError, match=r"P656 no bundle there"):
        read_files(_zip(folder, "b.zip"))


def test_zip_of_two_bundles_is_refused(make_bundle):
    path = _zip(make_bundle(), "b.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("other/bundle.json", "{}")
    with pytest.raises(PeelError, match=r"P656 .*2 files named bundle.json"):
        read_files(path)


def test_nothing_there_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"P656 no bundle there: .*not there;"):
        read_files(tmp_path / "nowhere")


def test_project_folder_is_told_of_its_bundle(make_bundle):
    folder = make_bundle()
    with pytest.raises(PeelError, match=f"do: give {folder}$"):
        read_files(folder.parent)


def test_pulled_clone_names_its_export(make_bundle, monkeypatch):
    folder = make_bundle()
    monkeypatch.chdir(folder.parent)
    Path("data").mkdir()
    folder.rename("data/export")
    for place in ("bundle", "."):
        with pytest.raises(PeelError, match=r"do: give .*: --bundle data/export$"):
            read_files(Path(place))


@pytest.mark.parametrize("damage", ["cut", "text", "bits"])
def test_damaged_zip_is_refused(make_bundle, damage):
    path = _zip(make_bundle(), "b.zip")
    data = path.read_bytes()
    middle = data.index(b"golden.npz") + 200
    changed = bytes([data[middle] ^ 255])
    path.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "text": b"no zip",
            "bits": data[:middle] + changed + data[middle + 1 :],
        }[damage]
    )
    with pytest.raises(PeelError, match=r"P657 bundle's zip cannot be read"):
        read_files(path)


def test_folder_may_be_read_only(make_bundle):
    folder = make_bundle()
    os.chmod(folder, 0o555)
    try:
        assert read_files(folder).model
    finally:
        os.chmod(folder, 0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["bundle.json", "golden.npz", "model.onnx"])
def test_zip_bomb_is_refused_unread(make_bundle, name):
    """50 MB of nothing in 50 kB."""
    folder = make_bundle()
    (folder / name).write_bytes(bytes(50 * 2**20))
    path = _zip(folder, "b.zip", compression=zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    try:
        with pytest.raises(PeelError, match=f"P656 .*without a usable {name}"):
            read_files(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES


@pytest.mark.parametrize("name", ["bundle.json", "golden.npz"])
def test_huge_file_is_refused_unread(make_bundle, name):
    folder = make_bundle()
    os.truncate(folder / name, 2**40)
    with pytest.raises(PeelError, match=f"P656 .*{name}"):
        read_files(folder)


@pytest.mark.parametrize("place", ["nul\0byte", "x" * 5000, ""])
def test_odd_places_are_refused(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PeelError, match="P656"):
        read_files(Path(place))
