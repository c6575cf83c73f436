"""Tables as Parquet and arrays as .npz: the same rows, the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from peel.damage import distrust
from peel.errors import PeelError
from peel.files import write_bytes


def write_table(table: pa.Table, path: Path) -> None:
    """Put `table` at `path` in one step, without metadata of the machine or the moment.

    One row group for each 2**16 rows; about 60 bytes a row of a manifest.
    """
    sink = pa.BufferOutputStream()
    plain = table.combine_chunks().replace_schema_metadata(None)
    pq.write_table(
        plain,
        sink,
        compression="zstd",
        row_group_size=1 << 16,
        version="2.6",
        write_page_checksum=True,
    )
    write_bytes(path, sink.getvalue().to_pybytes())


def read_table(path: Path) -> pa.Table:
    """The table at `path`; raises P252 when it is not there, is no whole Parquet file, or has other bytes than were written."""
    try:
        # Not pq.read_table: that makes a column of every folder called name=value on the way.
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            return file.read()
    except (OSError, ValueError, MemoryError, pa.ArrowException) as error:
        raise _broken(path, error) from error


def write_arrays(arrays: Mapping[str, NDArray[Any]], path: Path) -> None:
    """Put arrays by name at `path` as .npz."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    write_bytes(path, buffer.getvalue())


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays at `path`; raises P252 as `read_table` does."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> PeelError:
    distrust(path)
    return PeelError(
        "P252",
        "table cannot be read",
        got=f"{path}: {error}",
        allowed="a whole file that an earlier stage wrote",
        do="run `peel build`: it is made anew",
    )
