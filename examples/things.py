"""Draws pictures of several labels: 400 PNGs of shapes in colours and labels.csv, which says what each shows.

Drawn by the program, so no network is needed. Run it again and nothing happens; the same versions
write the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from peel.files import new_folder
from peel.testing.synthetic import write_labels

COUNT, LABELS = 400, 8


def write(folder: Path) -> int:
    """The number of pictures written to `folder`/pictures; 0 when the folder is there already."""
    if folder.exists():
        return 0
    with new_folder(folder) as work:
        write_labels(work, n=COUNT, k=LABELS)
    return COUNT


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("-"):
        sys.exit(f"{__doc__}\nUsage: python {sys.argv[0]} [FOLDER]")
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/things")
    count = write(target)
    print(f"{target}: {count} pictures written" if count else f"{target} is there already")
