"""What every depth costs: one pass with all taps against the plain pass, and ONNX Runtime against eager PyTorch.

Run: python benchmarks/taps.py. Rounds are interleaved and only ratios count: machines are shared and noisy.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import onnx
import torch

from peel.backbones import cut, registry
from peel.backbones.loading import load
from peel.backbones.taps import tapped
from peel.backbones.writing import to_onnx
from peel.runtime.session import open_session

CONTENDERS = ("plain pass", "all taps", "eager, all taps", "eager channels_last, all taps")


def contenders(size_px: int) -> dict[str, Callable[[], object]]:
    """One image through EfficientNet-Lite0 at `size_px`, one thread each."""
    backbone = registry.find("efficientnet_lite0")
    network, _ = load(backbone)
    image = backbone.image.model_copy(update={"size_px": size_px})
    taps = tapped(backbone, network, image=image)
    graph = onnx.load_from_string(to_onnx(taps, size_px))
    last = cut.cut(graph, [cut.layout(graph)[-1].output])
    whole, plain = (open_session(m.SerializeToString()) for m in (graph, last))
    pixels = np.random.default_rng(0).integers(0, 256, (1, 3, size_px, size_px))
    x = pixels.astype(np.float32)
    first = torch.from_numpy(x)
    nhwc = first.contiguous(memory_format=torch.channels_last)
    other = tapped(backbone, load(backbone)[0], image=image)
    other = other.to(memory_format=torch.channels_last)
    runs = (
        lambda: plain.run(None, {cut.INPUT: x}),
        lambda: whole.run(None, {cut.INPUT: x}),
        lambda: taps(first),
        lambda: other(nhwc),
    )
    return dict(zip(CONTENDERS, runs, strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--size-px", type=int, default=224)
    options = parser.parse_args()
    torch.set_num_threads(1)
    runs = contenders(options.size_px)
    times: dict[str, list[float]] = {name: [] for name in runs}
    with torch.no_grad():
        for _ in range(options.rounds + 2):
            for name, call in runs.items():
                start = time.process_time()
                call()
                times[name].append(time.process_time() - start)
    base = times["plain pass"][2:]
    print(
        f"| EfficientNet-Lite0 at {options.size_px} px, one image | CPU ms, median | to the plain pass |"
    )
    print("|---|---|---|")
    for name, all_of in times.items():
        kept = all_of[2:]
        ratio = statistics.median(a / b for a, b in zip(kept, base, strict=True))
        print(f"| {name} | {1000 * statistics.median(kept):.1f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
