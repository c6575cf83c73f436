from __future__ import annotations

import contextlib
from pathlib import Path

import pyarrow as pa
import pytest

from peel.errors import PeelError
from peel.images.digest import of_file
from peel.tables import read_table, write_table


def table() -> pa.Table:
    return pa.table({"path": ["ä b", "c\nd"], "size": [1, 2], "thumb": [b"\0\xff", None]})


def test_table_reads_back_as_written(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").equals(table())


def test_same_rows_give_same_bytes(tmp_path: Path) -> None:
    write_table(table(), tmp_path / "a.parquet")
    chunks = pa.concat_tables([table().slice(0, 1), table().slice(1)])
    write_table(chunks.replace_schema_metadata({"pandas": "{}"}), tmp_path / "b.parquet")
    assert of_file(tmp_path / "a.parquet") == of_file(tmp_path / "b.parquet")


def test_folder_names_add_no_column(tmp_path: Path) -> None:
    path = tmp_path / "split=test" / "t.parquet"
    write_table(table(), path)
    assert read_table(path).column_names == ["path", "size", "thumb"]


def test_empty_table_is_a_table(tmp_path: Path) -> None:
    write_table(table().slice(0, 0), tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").num_rows == 0


@pytest.mark.parametrize("data", [None, b"", b"PAR1 no table PAR1", b"path,size\n"])
def test_other_files_are_refused(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "t.parquet").write_bytes(data)
    with pytest.raises(PeelError, match="P252"):
        read_table(tmp_path / "t.parquet")


@pytest.mark.slow
def test_flipped_bits_are_seen(tmp_path: Path) -> None:
    """No value is another one in silence; a column whose name was hit is missed by whoever asks for it."""
    path = tmp_path / "t.parquet"
    write_table(table(), path)
    whole, first = path.read_bytes(), read_table(path)
    changed = []
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with contextlib.suppress(PeelError, KeyError):
            found = read_table(path)
            changed += [] if all(found[n].equals(first[n]) for n in first.column_names) else [at]
    assert changed == []
