"""Draws clips of a ball that lies, rolls or swells: 150 films of a second and a half, groups.csv with their scenes, and a longer film beside them.

Drawn by the program, so no network is needed. Run it again and nothing happens.
"""

from __future__ import annotations

import sys
from pathlib import Path

from peel.files import new_folder
from peel.testing.clips import MOVES, write_clips, write_film

SCENES = 50


def write(folder: Path) -> int:
    """The number of clips written to `folder`, beside which FOLDER.mp4 shows every move in scenes of its own; 0 when it is there already."""
    if folder.exists():
        return 0
    with new_folder(folder) as work:
        count = write_clips(work, scenes=SCENES)
    write_film(folder.with_suffix(".mp4"), moves=MOVES, seed=1000)
    return count


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/clips")
    count = write(target)
    print(f"{target}: {count} clips written" if count else f"{target} is there already")
