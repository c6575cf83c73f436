"""How many pictures a second one core takes in: digest, decode, digest of the pixels and thumb, packing into shards.

    python benchmarks/ingest.py [--rounds 5] [--pictures 100]

Prints a Markdown table in pictures per CPU second (the best round). The pictures are scikit-learn's
photograph of 640 x 427 pixels and the same enlarged to 11 megapixels, as JPEG and PNG (a few bytes
of comment make each file its own), and a real set where ../shared/datasets/clothing.zip is there.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from sklearn.datasets import load_sample_image

from peel.images.decode import decode
from peel.images.digest import of_bytes, of_pixels, thumb
from peel.images.shards import pack

SIZES = {"640 x 427": (640, 427), "4000 x 2668": (4000, 2668)}
REAL = Path(__file__).resolve().parents[2] / "shared" / "datasets" / "clothing.zip"
STEPS = ("digest", "decode", "digest of pixels, thumb", "pack")


def picture_file(form: str, size: tuple[int, int]) -> bytes:
    """One picture file of this form and size."""
    photograph = Image.fromarray(load_sample_image("china.jpg"))
    buffer = io.BytesIO()
    photograph.resize(size, Image.Resampling.BICUBIC).save(buffer, form, quality=90)
    return buffer.getvalue()


def copies(data: bytes, count: int) -> list[bytes]:
    """`count` files that differ in their last bytes, or a few where each is large."""
    count = count if len(data) < 10**6 else max(count // 20, 1)
    return [data + number.to_bytes(4, "big") for number in range(count)]


def real_files(count: int) -> list[bytes]:
    """The first pictures of the real set; none where it is not there."""
    if not REAL.is_file():
        return []
    with zipfile.ZipFile(REAL) as file:
        names = [name for name in sorted(file.namelist()) if name.endswith(".jpg")]
        return [file.read(name) for name in names[:count]]


def measure(files: list[bytes]) -> dict[str, float]:
    """Pictures per CPU second of every step."""
    shown = [decode(data).pixels for data in files]
    named = [(of_bytes(data), lambda data=data: data) for data in files]
    with tempfile.TemporaryDirectory() as folder:
        calls: dict[str, Callable[[], object]] = {
            "digest": lambda: [of_bytes(data) for data in files],
            "decode": lambda: [decode(data) for data in files],
            "digest of pixels, thumb": lambda: [(of_pixels(each), thumb(each)) for each in shown],
            "pack": lambda: pack(named, Path(folder) / "shards"),
        }
        return {step: len(files) / cpu_s(calls[step]) for step in STEPS}


def cpu_s(call: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    call()
    return max(time.process_time() - start, 1e-6)


def main() -> None:
    """Measure every form and size, interleaved, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=100)
    chosen = parser.parse_args()
    pictures = {
        f"{form}, {name}": copies(picture_file(form, size), chosen.pictures)
        for name, size in SIZES.items()
        for form in ("JPEG", "PNG")
    }
    pictures["JPEG of clothing, about 180 x 240"] = real_files(chosen.pictures)
    pictures = {name: files for name, files in pictures.items() if files}
    best: dict[str, dict[str, float]] = {name: dict.fromkeys(STEPS, 0.0) for name in pictures}
    for name, files in list(pictures.items()) * chosen.rounds:
        for step, speed in measure(files).items():
            best[name][step] = max(best[name][step], speed)
    print(f"| pictures per CPU second | {' | '.join(STEPS)} |\n|---|{'---|' * len(STEPS)}")
    for name, speeds in best.items():
        print(f"| {name} | {' | '.join(f'{speeds[step]:,.0f}' for step in STEPS)} |")


if __name__ == "__main__":
    main()
