import numpy as np
import pytest

from peel.testing.clips import MOVES, draw, write_clips


def test_clips_of_a_scene_move_otherwise():
    lies, rolls, _ = ([*draw(move, seed=1, take=0)] for move in MOVES)
    still, moved = (
        np.mean([np.abs(a.astype(int) - b) for a, b in zip(clip[:-5], clip[5:], strict=True)])
        for clip in (lies, rolls)
    )
    assert moved > 1.2 * still


@pytest.mark.slow
def test_drawn_clips_are_named_with_their_scenes(tmp_path):
    assert write_clips(tmp_path, scenes=2) == 6
    lines = (tmp_path / "groups.csv").read_text().splitlines()
    assert lines[1] == '"lies/000.mp4","lies","scene 0"'
    assert {path.suffix for path in tmp_path.glob("*/*")} == {".mp4"}
