import io
import subprocess

import av
import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.films import grid
from peel.films.clips import Clips
from peel.films.film import LIMITS
from tests.unit.films.drawn import scene, turn, write_film

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clips():
    return Clips(6)


def test_clip_is_one_picture(clips, tmp_path):
    path = write_film(tmp_path / "clip.mp4", scene(1, 40))
    pixels = clips.open(path)
    assert pixels.shape == (2 * 64, 3 * 96, 3)
    with Image.open(io.BytesIO(clips.read(path.read_bytes(), name="clip"))) as picture:
        np.testing.assert_array_equal(np.asarray(picture), pixels)


def test_turned_clip_is_upright(clips, tmp_path):
    path = turn(write_film(tmp_path / "clip.mp4", scene(1, 12)), 0, 1, -1, 0)
    assert clips.open(path).shape == (2 * 96, 3 * 64, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "P290"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "P290"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "P290"),
    ],
)
def test_what_is_no_clip_is_refused(clips, data, code):
    with pytest.raises(PeelError, match=rf"^{code} "):
        clips.read(data, name="a.mp4")


def test_sound_alone_is_no_clip(clips, tmp_path):
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as film:
        stream = film.add_stream("aac", rate=8000)
        stream.layout = "mono"
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
        sound.rate = 8000
        film.mux(stream.encode(sound))
        film.mux(stream.encode())
    with pytest.raises(PeelError, match=r"^P290 .*no pictures in it"):
        clips.open(path)


def test_clip_that_was_cut_off_is_refused(clips, tmp_path):
    data = write_film(tmp_path / "whole.avi", scene(1, 60)).read_bytes()
    (tmp_path / "empty.avi").write_bytes(data[:300])
    with pytest.raises(PeelError, match=r"^P(290|692) "):
        clips.open(tmp_path / "empty.avi")


def test_folder_is_no_clip(clips, tmp_path):
    with pytest.raises(PeelError, match=r"^P290 .*it is no file"):
        clips.open(tmp_path)


def test_short_clip_is_refused_by_name(clips, tmp_path):
    path = write_film(tmp_path / "short.mp4", scene(1, 5))
    with pytest.raises(PeelError, match=r"^P692 clip is too short: got .*short.mp4: 5 frames"):
        clips.open(path)


def test_killed_decoder_stops_no_other(tmp_path):
    path = write_film(tmp_path / "clip.mp4", scene(1, 40))
    for memory, wanted in ((1 << 20, "P291"), (LIMITS.memory, "")):
        clips = Clips(6, limits=LIMITS._replace(memory=memory))
        said = ""
        try:
            clips.open(path)
        except PeelError as error:
            said = error.code
        assert said == wanted


def test_ended_decoder_is_begun_anew(monkeypatch, tmp_path):
    path = write_film(tmp_path / "clip.mp4", scene(1, 12))
    begun = []
    begin = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: begun.append(begin(*a, **k)) or begun[-1]
    )
    clips = Clips(6)
    before = clips.open(path)
    begun[0].kill()
    begun[0].wait()
    np.testing.assert_array_equal(clips.open(path), before)
    assert len(begun) == 2


def test_half_an_answer_is_told(clips):
    answer = io.BytesIO(b'{"height": 4, "width": 4, "seconds": 1}\nabc')
    with pytest.raises(PeelError, match=r"^P291 "):
        clips._told(answer, "clip")


def test_missing_clip_is_told(clips, tmp_path):
    with pytest.raises(PeelError, match=r"^P290 .*there is no such file"):
        clips.open(tmp_path / "absent.mp4")


def test_joined_clips_last_together(clips, tmp_path):
    piece = write_film(tmp_path / "piece.ts", scene(1, 50)).read_bytes()
    assert 3.9 < grid.seconds_of(clips.read(2 * piece, name="both")) < 4.1
    with pytest.raises(PeelError, match=r"^P693 "):
        clips.read(61 * piece, name="long")


def test_busy_decoder_is_waited_for_so_long(clips, tmp_path):
    data = write_film(tmp_path / "clip.mp4", scene(1, 12)).read_bytes()
    with clips._lock, pytest.raises(PeelError, match=r"^P298 "):
        clips.see(data, name="clip", wait_s=0.01)
    assert clips.see(data, name="clip", wait_s=30.0).shape == (2 * 64, 3 * 96, 3)


def test_film_ends_with_the_wait(clips, tmp_path):
    data = 59 * write_film(tmp_path / "piece.ts", scene(1, 50)).read_bytes()
    assert clips.see(data, name="long", wait_s=60.0).shape == (2 * 64, 3 * 96, 3)
    with pytest.raises(PeelError, match=r"^P298 .*not decoded before the deadline"):
        clips.see(data, name="long", wait_s=0.03)
