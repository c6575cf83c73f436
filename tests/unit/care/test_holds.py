import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.care.holds import holds, is_page
from peel.care.traces import Traces
from peel.images import shards
from peel.images.digest import of_bytes, of_pixels
from peel.tables import write_table
from tests.unit.care.test_traces import DATA, ITEM, PIXELS

LOOK = of_pixels(PIXELS)
TRACES = Traces(frozenset([ITEM]), frozenset([LOOK]), frozenset([LOOK]))
OTHER = np.zeros((4, 4, 3), np.uint8)


def shard(path, data):
    shards.pack([(of_bytes(data), lambda: data)], path.parent / "shards")
    next((path.parent / "shards").iterdir()).rename(path)


def arrays(path, **named):
    buffer = io.BytesIO()
    np.savez(buffer, **named)
    path.write_bytes(buffer.getvalue())


def other_png():
    buffer = io.BytesIO()
    Image.fromarray(OTHER).save(buffer, "PNG")
    return buffer.getvalue()


WRITERS = {
    "shard": (lambda p: shard(p, DATA), lambda p: shard(p, other_png())),
    "table": (
        lambda p: write_table(pa.table({"n": [1], "item": [ITEM]}), p),
        lambda p: write_table(pa.table({"item": ["ab" * 32]}), p),
    ),
    "arrays": (
        lambda p: arrays(p, image_000=PIXELS, probabilities=np.ones(3)),
        lambda p: arrays(p, image_000=OTHER),
    ),
    "picture": (
        lambda p: Image.fromarray(PIXELS).save(p, "PNG", compress_level=1),
        lambda p: Image.fromarray(OTHER).save(p, "PNG"),
    ),
    "text": (lambda p: p.write_text(f"item={ITEM[:12]}"), lambda p: p.write_text("item=none")),
    "numbers": (
        lambda p: p.write_bytes(bytes(8) + bytes.fromhex(LOOK)[:8]),
        lambda p: p.write_bytes(bytes(16)),
    ),
}


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_picture_is_found_in(kind, tmp_path):
    WRITERS[kind][0](tmp_path / "file")
    assert holds(tmp_path / "file", TRACES)


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_other_picture_is_not_found_in(kind, tmp_path):
    WRITERS[kind][1](tmp_path / "file")
    assert not holds(tmp_path / "file", TRACES)


@pytest.mark.parametrize("head", [b"PAR1", b"PK\x03\x04", b"\x89PNG"])
def test_broken_files_hold_nothing(head, tmp_path):
    (tmp_path / "file").write_bytes(head + b"broken")
    assert not holds(tmp_path / "file", TRACES)


def test_name_of_a_file_tells(tmp_path):
    """A queue's picture is called after it, and its pixels are not known any more once it is forgotten."""
    Image.fromarray(OTHER).save(tmp_path / f"{ITEM}.png", "PNG")
    assert holds(tmp_path / f"{ITEM}.png", TRACES)


def test_pages_are_known_by_their_head(tmp_path):
    (tmp_path / "a").write_text("<!doctype html><p>")
    (tmp_path / "b").write_text("{}")
    assert is_page(tmp_path / "a")
    assert not is_page(tmp_path / "b")
