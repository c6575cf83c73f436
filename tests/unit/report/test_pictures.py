"""Pictures become part of the page."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image

from peel.images import shards
from peel.images.digest import of_bytes
from peel.report import pictures
from peel.report.facts import Facts
from peel.types.report import Thumb


def _pack(folder: Path, side_px: int) -> dict[str, object]:
    file = io.BytesIO()
    Image.new("RGB", (side_px, side_px // 2), "red").save(file, "PNG")
    data = file.getvalue()
    address = shards.pack([(of_bytes(data), lambda: data)], folder)[of_bytes(data)]
    return {"item": of_bytes(data), "label": "red", "path": "a\nb.png", **address._asdict()}


def _image(thumb: Thumb) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(thumb.address.partition(",")[2])))


def test_large_picture_becomes_small_jpeg(tmp_path: Path) -> None:
    thumb = pictures.of_item(tmp_path, _pack(tmp_path, 400), text="x")
    assert thumb.address.startswith("data:image/jpeg;base64,")
    assert _image(thumb).size == (thumb.width, thumb.height) == (144, 72)
    assert not thumb.is_tiny


def test_tiny_picture_keeps_its_pixels(tmp_path: Path) -> None:
    thumb = pictures.of_item(tmp_path, _pack(tmp_path, 8), text="x")
    assert thumb.address.startswith("data:image/png;base64,")
    assert _image(thumb).getpixel((0, 0)) == (255, 0, 0)
    assert thumb.is_tiny


def test_text_names_label_and_file(facts: dict[str, Facts]) -> None:
    row = {**facts["pass"].train_items[0], "label": "red", "path": "a\nb.png"}
    assert facts["pass"].picture(row).text == "red: a\\nb.png"


def test_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (20, 10)).save(path)
    thumb = pictures.of_file(path, "a")
    assert base64.b64decode(thumb.address.partition(",")[2]) == path.read_bytes()
    assert (thumb.width, thumb.height) == (20, 10)


def test_same_item_gives_same_bytes(facts: dict[str, Facts]) -> None:
    run = facts["pass"]
    row = run.train_items[0]
    assert run.picture(row) == run.picture(row)
