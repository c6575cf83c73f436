from __future__ import annotations

import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.sources.archive import HARMLESS_BYTES, ZipTree


def pack(path: Path, *names: str, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name in names:
            file.writestr(name, name)
    return path


def patch(path: Path, old: bytes, new: bytes) -> Path:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    return path


def refused(path: Path, code: str) -> None:
    with pytest.raises(PeelError) as caught:
        ZipTree(path)
    assert caught.value.code == code


def test_members_are_listed_and_read(tmp_path: Path) -> None:
    tree = ZipTree(pack(tmp_path / "a.zip", "b/2.jpg", "a/", "a/1.jpg"))
    assert list(tree.entries) == ["a/1.jpg", "b/2.jpg"]
    assert tree.entries["a/1.jpg"].size == 7
    assert tree.read("a/1.jpg") == tree.head("a/1.jpg") == b"a/1.jpg"


@pytest.mark.parametrize("name", ["a b.jpg", '#=".jpg', "Ümläut.jpg", "new\nline.jpg"])
def test_odd_names_are_members_too(tmp_path: Path, name: str) -> None:
    tree = ZipTree(pack(tmp_path / "a.zip", name))
    assert list(tree.entries) == [name]
    assert tree.read(name) == name.encode()


def test_unmarked_names_are_understood(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", "xx.jpg", "B~r/1.jpg")
    patch(patch(path, b"xx.jpg", "ü.jpg".encode()), b"B~r/", b"B\x84r/")
    assert list(ZipTree(path).entries) == ["Bär/1.jpg", "ü.jpg"]


def test_marked_names_are_taken_as_they_are(tmp_path: Path) -> None:
    assert list(ZipTree(pack(tmp_path / "a.zip", "├ñ.jpg")).entries) == ["├ñ.jpg"]


def test_folders_are_known_without_files(tmp_path: Path) -> None:
    tree = ZipTree(pack(tmp_path / "a.zip", "b/2.jpg", "a/", "__MACOSX/b/._2.jpg", "c/d/3.jpg"))
    assert tree.folders == ("a", "b", "c", "c/d")


def test_windows_separators_are_understood(tmp_path: Path) -> None:
    assert list(ZipTree(pack(tmp_path / "a.zip", "cat\\1.jpg")).entries) == ["cat/1.jpg"]


def test_system_files_are_passed_over(tmp_path: Path) -> None:
    names = ("a/1.jpg", "__MACOSX/a/._1.jpg", "a/.DS_Store", "a/._1.jpg")
    tree = ZipTree(pack(tmp_path / "a.zip", *names))
    assert list(tree.entries) == ["a/1.jpg"]
    assert [each.code for each in tree.skipped] == ["P211"]


@pytest.mark.parametrize(
    "name", ["../1.jpg", "a/../../1.jpg", "/etc/1.jpg", "C:/1.jpg", "a\\..\\..\\1.jpg", "\\1.jpg"]
)
def test_path_out_of_zip_is_refused(tmp_path: Path, name: str) -> None:
    refused(pack(tmp_path / "a.zip", "cat/1.jpg", name), "P242")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_link_or_device_is_refused(tmp_path: Path, kind: int) -> None:
    info = zipfile.ZipInfo("cat/link.jpg")
    info.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr(info, "/etc/passwd")
    refused(tmp_path / "a.zip", "P243")


def test_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", "cat/1.jpg")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    refused(path, "P241")


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pack(tmp_path / "a.zip", "cat/1.jpg", "cat/1.jpg")
    refused(tmp_path / "a.zip", "P245")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all", b"\0" * 4096])
def test_broken_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    refused(tmp_path / "a.zip", "P240")


def test_truncated_zip_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", *(f"cat/{n}.jpg" for n in range(50)))
    path.write_bytes(path.read_bytes()[:-200])
    refused(path, "P240")


def test_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    zeros = bytes(1 << 22)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("cat/1.bmp", zeros)
    ZipTree(tmp_path / "a.zip")  # small when unpacked: harmless
    _state_size(tmp_path / "a.zip", len(zeros), HARMLESS_BYTES + 1)
    refused(tmp_path / "a.zip", "P244")


def test_many_small_bombs_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", *(f"cat/{n:02}.bmp" for n in range(30)))
    _state_size(path, 10, 3 * 10**7)
    refused(path, "P244")


def _state_size(path: Path, real: int, stated: int) -> None:
    """Let the zip's directory state another unpacked size than the members have."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        assert int.from_bytes(data[at + 24 : at + 28], "little") == real
        data[at + 24 : at + 28] = stated.to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(data)


def test_member_larger_than_stated_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("cat/1.bmp", bytes(1 << 22))
    _state_size(path, 1 << 22, 1000)
    with pytest.raises(PeelError, match="P246"):
        ZipTree(path).read("cat/1.bmp")


def test_member_beyond_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("cat/1.bmp", bytes(6 << 20))
    _state_size(path, 6 << 20, (1 << 30) + 1)
    with pytest.raises(PeelError, match="P216"):
        ZipTree(path).read("cat/1.bmp")


def test_damaged_member_is_one_clear_error(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", "cat/1.jpg", "cat/2.jpg", method=zipfile.ZIP_STORED)
    data = path.read_bytes()
    at = data.index(b"cat/1.jpgcat/1.jpg") + 9
    path.write_bytes(data[:at] + b"CAT" + data[at + 3 :])
    tree = ZipTree(path)
    with pytest.raises(PeelError, match="P246"):
        tree.read("cat/1.jpg")
    assert tree.head("cat/1.jpg") == b""
    assert tree.read("cat/2.jpg") == b"cat/2.jpg"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_usual_packing_is_read(tmp_path: Path, method: int) -> None:
    assert ZipTree(pack(tmp_path / "a.zip", "a/1.jpg", method=method)).read("a/1.jpg") == b"a/1.jpg"


def test_unknown_packing_is_one_clear_error(tmp_path: Path) -> None:
    path = pack(tmp_path / "a.zip", "a/1.jpg", method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        data[data.index(signature) + offset] = 97
    path.write_bytes(data)
    with pytest.raises(PeelError, match="P246"):
        ZipTree(path).read("a/1.jpg")
