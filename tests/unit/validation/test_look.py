"""Every distinct picture is decoded once, in manifest order, and a refusal is data."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.shards import pack
from peel.validation.look import Seen, look


def _png(value: int, width: int = 20) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((10, width, 3), value, np.uint8)).save(out, "PNG")
    return out.getvalue()


def _pack(files: list[bytes], folder: Path) -> pa.Table:
    digests = [hashlib.sha256(data).hexdigest() for data in files]
    of = dict(zip(digests, files, strict=True))
    addresses = pack([(d, lambda d=d: of[d]) for d in of], folder)
    return pa.Table.from_pylist([{"item": d, **addresses[d]._asdict()} for d in digests])


def test_answers_are_in_manifest_order(tmp_path: Path) -> None:
    table = _pack([_png(i, 10 + i) for i in range(30)], tmp_path)
    assert [seen.width for seen in look(table, tmp_path)] == list(range(10, 40))


def test_seen_holds_what_decode_tells(tmp_path: Path) -> None:
    (seen,) = look(_pack([_png(7)], tmp_path), tmp_path)
    assert seen[:4] == (20, 10, "RGB", "PNG")
    assert seen.pixels is not None
    assert len(seen.pixels) == 64
    assert seen.thumb == bytes([7]) * 256
    assert seen.refusal is None


def test_refused_picture_stops_nothing(tmp_path: Path) -> None:
    good, bad = look(_pack([_png(7), b"no picture"], tmp_path), tmp_path)
    assert good.refusal is None
    assert bad == Seen(refusal=bad.refusal)
    assert isinstance(bad.refusal, PeelError)


def test_same_picture_is_decoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = tmp_path / "events.jsonl"
    monkeypatch.setenv("PEEL_EVENTS", str(events))
    table = _pack([_png(7)] * 3 + [_png(8)], tmp_path / "shards")
    events.unlink(missing_ok=True)
    assert [seen.thumb[0] for seen in look(table, tmp_path / "shards") if seen.thumb] == [
        7,
        7,
        7,
        8,
    ]
    assert json.loads(events.read_text().splitlines()[-1])["total"] == 2


def test_missing_shard_is_an_error(tmp_path: Path) -> None:
    table = _pack([_png(7)], tmp_path)
    next(tmp_path.glob("*.tar")).unlink()
    with pytest.raises(PeelError, match="P251"):
        look(table, tmp_path)
