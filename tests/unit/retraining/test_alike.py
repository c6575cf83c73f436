"""Near duplicates of what is held back are found, and nothing else."""

from __future__ import annotations

from peel.retraining.alike import beside
from tests.unit.retraining.conftest import again, png, scene


def _write(folder, name, data):
    (folder / name).write_bytes(data)
    return folder / name


def test_next_frame_is_found(tmp_path):
    frame = _write(tmp_path, "fresh", scene(1))
    near = _write(tmp_path, "near", again(scene(1)))
    far = _write(tmp_path, "far", scene(2))
    assert beside([near, far], [frame]) == {near}


def test_broken_picture_is_none(tmp_path):
    broken = _write(tmp_path, "broken", b"")
    assert beside([broken, tmp_path / "lost"], [broken]) == set()


def test_noise_is_unlike_noise(tmp_path):
    places = [_write(tmp_path, str(seed), png(seed)) for seed in range(6)]
    assert beside(places[:3], places[3:]) == set()
