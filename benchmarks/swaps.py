"""What many swaps under load cost `peel serve`: failed requests, seconds until another model answers, memory, threads, open files.

    python benchmarks/swaps.py [--bundle FOLDER] [--swaps 1000] [--rate 20]

Three models take turns, so that each is loaded anew: the one before is all that a server keeps. Beside it `--rate` requests a second
ask, each on a connection of its own. Without a bundle a small one is built first (a minute). Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from processes.load import Load
from serving import Server, built, generate, peel_server, picture, row, rss_mb

from peel.bundle import pointer as pointers
from peel.serving.live import open_bundle
from peel.types.pointer import Pointer

WARM = 30  # swaps until the memory has found its size
_BLOCKS = 20


class Held(NamedTuple):
    """What the server holds after a swap, and the seconds until the model answered."""

    mb: float
    threads: int
    files: int
    took_s: float


class Trend(NamedTuple):
    """A straight line through numbers, a step each, and how sure its slope is."""

    slope: float
    error: float


def trend(values: list[float]) -> Trend:
    """Through the means of blocks, for neighbours are alike and would promise too much."""
    blocks = [part.mean() for part in np.array_split(values, min(_BLOCKS, len(values)))]
    if len(blocks) < 4:
        return Trend(float("nan"), float("nan"))
    (slope, _), cover = np.polyfit(range(len(blocks)), blocks, 1, cov=True)
    step = len(values) / len(blocks)
    return Trend(float(slope) / step, float(cover[0, 0] ** 0.5) / step)


def registered(server: Server, bundle: Path, *, n: int, folder: Path) -> list[str]:
    """The bundle as n models that differ in nothing that counts; their digests."""
    assert server.state is not None
    digests = []
    for number in range(n):
        copy = shutil.copytree(bundle, folder / f"model{number}")
        card = json.loads((copy / "bundle.json").read_text())
        (copy / "bundle.json").write_text(json.dumps(card | {"data_digest": f"{number:064x}"}))
        digests.append(open_bundle(copy).digest)
        shutil.copytree(copy, server.state.models / digests[-1])
    return digests


def swap(server: Server, digest: str, *, version: str) -> Held:
    """Point at another model, and wait until it answers."""
    assert server.state is not None
    pointer = Pointer(name="b", version=version, digest=digest, sequence=0, at=1.0, by="bench")
    began = time.perf_counter()
    pointers.write(server.state, pointer)
    key = (server.state.secrets / "local.key").read_text().strip()
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}/v1/models", headers={"Authorization": f"Bearer {key}"}
    )
    while True:
        with urllib.request.urlopen(request, timeout=30) as answer:
            if json.load(answer)["champion"]["version"] == version:
                break
        time.sleep(0.02)
    took_s, own = time.perf_counter() - began, Path(f"/proc/{server.process.pid}")
    threads, files = (len(list((own / what).iterdir())) for what in ("task", "fd"))
    return Held(rss_mb(server.process.pid), threads, files, took_s)


def swaps(server: Server, digests: list[str], *, n: int, rate: float) -> tuple[list[Held], Load]:
    """The models take turns under load."""
    ended, loads = threading.Event(), []

    def load() -> None:
        while not ended.is_set():
            loads.append(generate(server, rate=rate, for_s=20))

    thread = threading.Thread(target=load)
    thread.start()
    try:
        seen = [
            swap(server, digests[turn % len(digests)], version=f"v1.{turn}.0") for turn in range(n)
        ]
    finally:
        ended.set()
        thread.join()
    statuses: Counter[int] = sum((Counter(one.statuses) for one in loads), Counter())
    seconds = [each for one in loads for each in one.seconds]
    return seen, Load(dict(statuses), seconds, sum(one.took_s for one in loads))


def tell(seen: list[Held], load: Load) -> None:
    """The table."""
    n = len(seen)
    print("| after swap | MB | threads | open files | seconds until it answered |")
    print("|---|---|---|---|---|")
    for turn in sorted({1, 10, WARM, *range(100, n + 1, 100), n}):
        if turn <= n:
            one = seen[turn - 1]
            print(f"| {turn} | {one.mb:.0f} | {one.threads} | {one.files} | {one.took_s:.2f} |")
    print("\n| what | measured | bar | holds |\n|---|---|---|---|")
    statuses = {str(status) for status in load.statuses}
    row(f"{n} swaps under load: statuses", str(load.statuses), bar="200", holds=statuses == {"200"})
    row(
        "… p50, p99 ms of the load",
        f"{load.part(0.5):.0f}, {load.part(0.99):.0f}",
        bar="",
        holds=True,
    )
    line = trend([one.mb for one in seen[WARM:]])
    words = f"{1000 * line.slope:+.1f} ± {1000 * line.error:.1f} MB in 1,000 swaps"
    row(f"… memory after the {WARM}th", words, bar="flat", holds=abs(line.slope) < 0.01)
    took = sorted(one.took_s for one in seen)
    words = f"{took[n // 2]:.2f}, {took[int(0.99 * n)]:.2f}, {took[-1]:.2f}"
    row("… s until a loaded one answers: median, p99, worst", words, bar="2", holds=took[-1] < 2)


def measure(bundle: Path, folder: Path, *, told: argparse.Namespace) -> None:
    """Swap, tell, and go back to a model that is kept."""
    with peel_server(folder, bundle, data=picture()) as server:
        digests = registered(server, bundle, n=3, folder=folder)
        tell(*swaps(server, digests, n=told.swaps, rate=told.rate))
        before = swap(server, digests[(told.swaps - 2) % 3], version="v9.0.0")
        row(
            "s until the one before answers again",
            f"{before.took_s:.2f}",
            bar="2",
            holds=before.took_s < 2,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--swaps", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=20)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure((told.bundle or built(folder)).absolute(), folder, told=told)


if __name__ == "__main__":
    main()
