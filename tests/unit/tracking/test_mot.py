import numpy as np

from peel.tracking.filled import Row
from peel.tracking.mot import write_tracks


def test_lines_are_those_of_mot(tmp_path):
    rows = [Row(0, 1, 0, np.array([1.0, 2.0, 4.0, 6.5]), 0.75, is_seen=True)]
    rows.append(rows[0]._replace(frame=1, is_seen=False))
    write_tracks(tmp_path / "tracks.txt", rows)
    assert (tmp_path / "tracks.txt").read_text() == (
        "1,1,1.00,2.00,3.00,4.50,0.7500,1,1\n2,1,1.00,2.00,3.00,4.50,0.7500,1,0\n"
    )
