"""How many pictures a second one core takes in: digest, decode, digest of the pixels and thumb, packing into shards.

    python benchmarks/ingest.py [--rounds 5] [--pictures 100]

Prints a Markdown table in pictures per CPU second (the best round). The pictures are scikit-learn's
photograph of 640 x 427 pixels and the same enlarged to 12 megapixels, as JPEG and PNG; a few bytes
of comment make each file its own.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from sklearn.datasets import load_sample_image

from peel.images.decode import decode
from peel.images.digest import of_bytes, of_pixels, thumb
from peel.images.shards import pack

SIZES = {"640 x 427": (640, 427), "4000 x 2668": (4000, 2668)}
STEPS = ("digest", "decode", "digest of pixels, thumb", "pack")


def picture_file(form: str, size: tuple[int, int]) -> bytes:
    """One picture file of this form and size."""
    photograph = Image.fromarray(load_sample_image("china.jpg"))
    buffer = io.BytesIO()
    photograph.resize(size, Image.Resampling.BICUBIC).save(buffer, form, quality=90)
    return buffer.getvalue()


def measure(data: bytes, count: int) -> dict[str, float]:
    """Pictures per CPU second of every step, for `count` files that differ in their last bytes."""
    copies = [data + number.to_bytes(4, "big") for number in range(count)]
    pixels = decode(data).pixels
    named = [(of_bytes(copy), lambda copy=copy: copy) for copy in copies]
    with tempfile.TemporaryDirectory() as folder:
        calls: dict[str, Callable[[], object]] = {
            "digest": lambda: [of_bytes(copy) for copy in copies],
            "decode": lambda: [decode(copy) for copy in copies],
            "digest of pixels, thumb": lambda: [(of_pixels(pixels), thumb(pixels)) for _ in copies],
            "pack": lambda: pack(named, Path(folder) / "shards"),
        }
        return {step: count / cpu_s(calls[step]) for step in STEPS}


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
        f"{form}, {name}": picture_file(form, size)
        for name, size in SIZES.items()
        for form in ("JPEG", "PNG")
    }
    best: dict[str, dict[str, float]] = {name: dict.fromkeys(STEPS, 0.0) for name in pictures}
    for name, data in list(pictures.items()) * chosen.rounds:
        count = chosen.pictures if len(data) < 10**6 else max(chosen.pictures // 20, 1)
        for step, speed in measure(data, count).items():
            best[name][step] = max(best[name][step], speed)
    print(f"| pictures per CPU second | {' | '.join(STEPS)} |\n|---|{'---|' * len(STEPS)}")
    for name, speeds in best.items():
        print(f"| {name} | {' | '.join(f'{speeds[step]:,.0f}' for step in STEPS)} |")


if __name__ == "__main__":
    main()
