"""Draws pictures in which things are to be found: 160 PNGs of balls, crates and stars, and COCO annotations of where they are.

Drawn by the program, so no network is needed. Run it again and nothing happens; the same versions
write the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from peel.files import new_folder
from peel.testing import scenes

COUNT = 160


def write(folder: Path) -> int:
    """The number of pictures written to `folder`/pictures; 0 when the folder is there already."""
    if folder.exists():
        return 0
    with new_folder(folder) as work:
        scenes.write(work, n=COUNT)
    return COUNT


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/scenes")
    count = write(target)
    print(f"{target}: {count} pictures written" if count else f"{target} is there already")
