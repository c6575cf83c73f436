from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.digest import of_bytes, of_file
from peel.images.shards import Address, pack, prune, read, read_pixels

FILES = {of_bytes(data): data for data in (b"%d" % n * (n % 700) for n in range(1, 1001))}


def items(files: dict[str, bytes]) -> list[tuple[str, Callable[[], bytes]]]:
    return [(digest, lambda data=data: data) for digest, data in files.items()]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def never() -> bytes:
    raise AssertionError("read although its shard is there")


def test_packed_pictures_read_back(tmp_path: Path) -> None:
    addresses = pack(items(FILES), tmp_path)
    back = {digest: read(tmp_path, at, item=digest) for digest, at in addresses.items()}
    assert back == FILES


def test_copies_are_packed_once(tmp_path: Path) -> None:
    assert pack([*items(FILES), *items(FILES)], tmp_path / "a") == pack(
        items(FILES), tmp_path / "b"
    )
    assert names(tmp_path / "a") == names(tmp_path / "b")


def test_shards_are_plain_tar_files(tmp_path: Path) -> None:
    addresses = pack(items(FILES), tmp_path)
    for name in names(tmp_path):
        with tarfile.open(tmp_path / name) as tar:
            members = tar.getmembers()
            assert [m.name for m in members] == sorted(m.name for m in members)
            for m in members:
                assert addresses[m.name] == Address(name, m.offset_data, m.size)
                assert (m.mtime, m.uid, m.uname, m.mode) == (0, 0, "", 0o644)


def test_same_pictures_give_same_bytes(tmp_path: Path) -> None:
    pack(items(FILES), tmp_path / "a")
    pack(reversed(items(FILES)), tmp_path / "b")
    assert names(tmp_path / "a") == names(tmp_path / "b")
    for name in names(tmp_path / "a"):
        assert of_file(tmp_path / "a" / name) == of_file(tmp_path / "b" / name)


def test_twenty_pictures_change_twenty_shards_at_most(tmp_path: Path) -> None:
    pack(items(FILES), tmp_path)
    before = names(tmp_path)
    assert len(before) > 8
    new = {of_bytes(b"new %d" % n): b"new %d" % n for n in range(20)}
    after = {address.shard for address in pack(items(FILES | new), tmp_path).values()}
    assert len(before - after) <= 20


def test_one_picture_leaves_others_unread(tmp_path: Path) -> None:
    pack(items(FILES), tmp_path)
    new = of_bytes(b"one more")
    touched = pack([*items(FILES), (new, lambda: b"one more")], tmp_path)[new].shard
    prune(tmp_path, {touched})
    again = pack([*items(FILES), (new, never)], tmp_path)
    assert again[new].shard == touched


def test_whole_shards_are_kept_unread(tmp_path: Path) -> None:
    first = pack(items(FILES), tmp_path)
    assert pack([(digest, never) for digest in FILES], tmp_path) == first


def flip(path: Path, at: int) -> None:
    """One bit, in place, as a disk does it."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def flipped(data: bytes) -> bytes:
    """The first picture that has bytes, one bit in it changed."""
    at = next(
        at for at in range(512, len(data)) if data[at] and data[at - 512 : at - 412].isalnum()
    )
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: b"x" * len(d), lambda _: b"", lambda d: flipped(d)]
)
def test_damaged_shard_is_written_again(
    tmp_path: Path, damage: Callable[[bytes], bytes], capfd: pytest.CaptureFixture[str]
) -> None:
    first = pack(items(FILES), tmp_path)
    path = tmp_path / min(names(tmp_path))
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert pack(items(FILES), tmp_path) == first
    assert of_file(path) == of_bytes(whole)
    assert f"{path} was damaged, and is packed anew" in capfd.readouterr().err


def test_flipped_bit_is_refused_and_marked(tmp_path: Path) -> None:
    digest = of_bytes(b"picture")
    address = pack([(digest, lambda: b"picture")], tmp_path)[digest]
    path = tmp_path / address.shard
    flip(path, address.offset + 3)
    path.chmod(0o444)
    os.utime(path, (1, 1))
    with pytest.raises(PeelError, match="P255"):
        read(tmp_path, address, item=digest)
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.stat().st_mtime > 1


def test_changed_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P250"):
        pack([(of_bytes(b"a"), lambda: b"b")], tmp_path)
    assert names(tmp_path) == set()


def test_prune_removes_what_is_unnamed(tmp_path: Path) -> None:
    pack(items(FILES), tmp_path)
    (tmp_path / ".tmp-half").write_bytes(b"half")
    keep = max(names(tmp_path))
    prune(tmp_path, {keep})
    assert names(tmp_path) == {keep}


def test_missing_shard_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P251"):
        read(tmp_path, Address("gone.tar", 512, 3), item="")


def test_row_gives_its_pixels(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (5, 4), (1, 2, 3)).save(buffer, "PNG")
    digest = of_bytes(buffer.getvalue())
    address = pack([(digest, buffer.getvalue)], tmp_path)[digest]
    picture = read_pixels(tmp_path, {"item": digest, **address._asdict()})
    assert (picture.pixels == np.array([1, 2, 3])).all()
    assert picture.pixels.shape == (4, 5, 3)


def test_no_pictures_make_no_shard(tmp_path: Path) -> None:
    assert pack([], tmp_path / "none") == {}
    assert names(tmp_path / "none") == set()
