import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.care.traces import Row, Traces, gather, rows_of
from peel.evaluation.golden import cut_to
from peel.feedback import pictures
from peel.images import shards
from peel.images.digest import of_bytes, of_file, of_pixels
from peel.project.state import state_of
from peel.tables import write_table

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)


def jpeg():
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, "PNG", compress_level=9)
    return buffer.getvalue()


DATA = jpeg()
ITEM = of_bytes(DATA)


@pytest.fixture
def project(tmp_path):
    """A project whose ingest holds the picture, and whose validate saw it."""
    address = shards.pack([(ITEM, lambda: DATA)], tmp_path / "data/ingest/shards")[ITEM]
    told = {"item": [ITEM], "path": ["a.png"]} | {k: [v] for k, v in address._asdict().items()}
    write_table(pa.table(told), tmp_path / "data/ingest/manifest.parquet")
    seen = {"item": [ITEM, "cd" * 32], "pixels": [of_pixels(PIXELS)] * 2}
    (tmp_path / "data/validate").mkdir()
    write_table(pa.table(seen), tmp_path / "data/validate/manifest.parquet")
    return tmp_path


def test_shards_tell_the_pixels(project):
    found = gather([ITEM], projects=[project], state=state_of(project), tables=[])
    assert of_pixels(PIXELS) in found.pixels
    assert found.in_picture(cut_to(PIXELS, 3))


def test_same_picture_in_another_file_counts(project):
    found = gather([ITEM], projects=[project], state=state_of(project), tables=[])
    assert found.items == {ITEM, "cd" * 32}


def test_kept_picture_counts_as_it_was_written(tmp_path):
    state = state_of(tmp_path)
    kept = pictures.keep(state, ITEM, picture=DATA)
    found = gather([ITEM], projects=[], state=state, tables=[])
    assert of_file(kept) in found.items
    assert of_pixels(PIXELS) in found.pixels


def test_path_that_names_it_counts(tmp_path):
    table = pa.table({"item": ["ef" * 32], "path": [f"feedback/{ITEM}.png"]})
    write_table(table, tmp_path / "t.parquet")
    found = gather([ITEM], projects=[], state=state_of(tmp_path), tables=[tmp_path / "t.parquet"])
    assert "ef" * 32 in found.items


def test_other_files_have_no_rows(tmp_path):
    (tmp_path / "a").write_text("no table")
    write_table(pa.table({"n": [1]}), tmp_path / "b")
    assert [*rows_of(tmp_path / "a"), *rows_of(tmp_path / "b")] == []


def test_rows_say_what_the_table_has(tmp_path):
    write_table(pa.table({"item": ["ab"], "n": [1]}), tmp_path / "t")
    assert list(rows_of(tmp_path / "t")) == [Row("ab", "", "")]


@pytest.mark.parametrize("text", [f"x {ITEM} y", f"lies {ITEM[:12]} there"])
def test_digest_in_a_text_is_seen(text):
    traces = Traces(frozenset([ITEM]), frozenset(), frozenset())
    assert traces.in_text(text.encode())
    assert not traces.in_text(b"deadbeefdeadbeef 0123")


def test_cut_digest_in_numbers_is_seen():
    traces = Traces(frozenset(), frozenset([ITEM]), frozenset())
    assert traces.in_numbers(bytes(8) + bytes.fromhex(ITEM)[:8] + b"rest")
    assert not traces.in_numbers(bytes(64))
