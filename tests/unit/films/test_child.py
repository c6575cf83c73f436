from __future__ import annotations

import io
import json
import os

import pytest

from peel.films import child
from peel.films.child import TIME, Asked
from tests.unit.films.drawn import scene, write_film

LIMITS = (1000, 10**6, 3 << 30, 60)


@pytest.mark.slow
def test_child_says_facts_frames_and_end(tmp_path):
    path = write_film(tmp_path / "film.mkv", scene(0, 3))
    out = io.BytesIO()
    child.main(Asked(os.open(path, os.O_RDONLY), 0, 0, 1, *LIMITS), out)
    out.seek(0)
    facts = json.loads(out.readline())
    assert (facts["width"], facts["height"]) == (96, 64)
    frame = TIME.size + 96 * 64 * 3
    rest = out.read()
    assert json.loads(rest[3 * frame + TIME.size :]) == {"why": "end"}


def test_child_refuses_what_is_no_film(tmp_path):
    path = tmp_path / "words.mp4"
    path.write_text("words")
    out = io.BytesIO()
    child.main(Asked(os.open(path, os.O_RDONLY), 0, 0, 1, *LIMITS), out)
    assert json.loads(out.getvalue())["refused"]["why"] == "broken"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "bad", "words"),
    [
        ("packed.mkv", (b"V_MPEG4", b"V_ZZZZ4"), "packed in a way"),
        ("film.mkv", (b"\x1a\x45", b"#EXT"), "Invalid data"),
        ("film.avi", (b"RIFF", b"GIF8"), "another form"),
    ],
)
def test_child_says_what_is_wrong(tmp_path, name, bad, words):
    path = write_film(tmp_path / name, scene(0, 3))
    path.write_bytes(path.read_bytes().replace(*bad))
    out = io.BytesIO()
    child.main(Asked(os.open(path, os.O_RDONLY), 0, 0, 1, *LIMITS), out)
    assert words in json.loads(out.getvalue())["refused"]["words"]
