"""Writes scikit-learn's handwritten digits as picture files: 1797 PNGs in ten class folders.

Real data that lies inside an installed package, so no network is needed. Run it again and nothing
happens; the same versions write the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

from peel.files import new_folder

# 8 x 8 pixels become 64 x 64 squares: large enough to look at, and no pixel is invented.
TIMES = 8


def write(folder: Path) -> int:
    """The number of pictures written to `folder`/CLASS/NNNN.png; 0 when the folder is there already."""
    if folder.exists():
        return 0
    digits = load_digits()
    grey = np.rint(digits.images * (255 / 16)).astype(np.uint8)
    pictures = grey.repeat(TIMES, axis=1).repeat(TIMES, axis=2)
    with new_folder(folder) as work:
        for number, (picture, label) in enumerate(zip(pictures, digits.target, strict=True)):
            (work / str(label)).mkdir(exist_ok=True)
            Image.fromarray(picture).save(work / str(label) / f"{number:04d}.png")
    return len(pictures)


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1].startswith("-"):
        sys.exit(f"{__doc__}\nUsage: python {sys.argv[0]} [FOLDER]")
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "data/digits")
    count = write(target)
    print(f"{target}: {count} pictures written" if count else f"{target} is there already")
