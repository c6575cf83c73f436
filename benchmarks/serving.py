"""What `peel serve` costs beside the bare session and beside LitServe, and how it bears overload.

    python benchmarks/serving.py [--bundle FOLDER] [--requests 300] [--pairs 8] [--seconds 10]

Without a bundle a small one is built first (a minute). Pictures are JPEG files of 640 x 480. Everything runs on this machine, the
load too: CPU times are those of the server's processes alone, throughput shares the cores with the generator. Prints Markdown.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import io
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image
from processes.load import Load

from peel import api
from peel.bundle.load import load
from peel.bundle.predict import Model
from peel.images.decode import decode
from peel.project.state import State, state_of
from peel.testing import synthetic

PROCESSES = Path(__file__).with_name("processes")
CORES = len(os.sched_getaffinity(0))
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Server(NamedTuple):
    """A server that runs: its process, where it listens, and what a request looks like."""

    process: subprocess.Popen[bytes]
    port: int
    request: bytes
    state: State | None = None


def picture() -> bytes:
    """A JPEG of 640 x 480 with the detail of a photo."""
    rng = np.random.default_rng(0)
    small = Image.fromarray(rng.integers(0, 255, (60, 80, 3)).astype(np.uint8))
    pixels = np.asarray(small.resize((640, 480), Image.Resampling.BICUBIC), np.int16)
    pixels = (pixels + rng.normal(0, 6, pixels.shape)).clip(0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def http_request(path: str, body: bytes, *headers: str) -> bytes:
    """The bytes of a POST."""
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join((*lines, "", "")).encode() + body


def generate(server: Server, **how: Any) -> Load:
    """Load from a process of its own, so that it does not share our interpreter."""
    told = json.dumps(
        {"port": server.port, "request": base64.b64encode(server.request).decode(), **how}
    )
    command = [sys.executable, str(PROCESSES / "load.py")]
    done = subprocess.run(command, input=told.encode(), stdout=subprocess.PIPE, check=True)
    return Load(**{"statuses": {}, **json.loads(done.stdout)})


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def cpu_s(pid: int) -> float:
    """CPU seconds of a process and of those that it started."""
    spent = 0.0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) * TICK_S
    return spent


def rss_mb(pid: int) -> float:
    """Memory that the server holds."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def cost_ms(server: Server, n: int) -> tuple[float, Load]:
    """CPU ms of a server's processes a request, two callers."""
    generate(server, n=20, callers=2)
    before = cpu_s(server.process.pid)
    load = generate(server, n=n, callers=2)
    return 1000 * (cpu_s(server.process.pid) - before) / n, load


def bare(model: Model, data: bytes, *, n: int) -> tuple[float, float, float]:
    """Decode and session without a server: CPU ms, the median's wall ms, pictures a second on all cores."""

    def once(_n: int = 0) -> float:
        began = time.perf_counter()
        model.run([decode(data).pixels])
        return time.perf_counter() - began

    once()
    cpu, wall = time.process_time(), [once() for _ in range(n)]
    cpu = 1000 * (time.process_time() - cpu) / n
    began = time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(once, range(n)))
    return cpu, 1000 * statistics.median(wall), n / (time.perf_counter() - began)


@contextlib.contextmanager
def peel_server(folder: Path, bundle: Path, *, data: bytes) -> Iterator[Server]:
    """`peel serve`, as it is by default."""
    project = folder / "project"
    project.mkdir()
    command = [
        sys.executable,
        "-m",
        "peel.cli.main",
        "serve",
        "--port",
        "0",
        "--bundle",
        str(bundle),
    ]
    told = project / "told"
    with told.open("w") as out, (project / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--override", "a benchmark"],
            cwd=project,
            stdout=out,
            stderr=log,
            start_new_session=True,  # as LitServe: Linux shares the cores among sessions
        )
    try:
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", told.read_text())):
            time.sleep(0.1)
        state = state_of(project)
        key = (state.secrets / "local.key").read_text().strip()
        request = http_request("/v1/predict", data, f"Authorization: Bearer {key}")
        yield Server(process, int(found[1]), request, state)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextlib.contextmanager
def lit_server(folder: Path, bundle: Path, *, data: bytes) -> Iterator[Server]:
    """LitServe with the same model, decode and answer, one worker a core; the picture in JSON, as it takes bytes."""
    script, port = PROCESSES / "lit_server.py", 18_765
    command = [sys.executable, str(script), str(bundle.absolute()), str(port), str(CORES)]
    around = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    with (folder / "lit.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=around, start_new_session=True
        )
    body = json.dumps({"image": base64.b64encode(data).decode()}).encode()
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).read()
                break
            time.sleep(0.1)
        request = http_request("/predict", body, "Content-Type: application/json")
        yield Server(process, port, request)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def row(what: str, value: str, *, bar: str, holds: bool) -> None:
    """A line of the table."""
    print(f"| {what} | {value} | {bar} | {'yes' if holds else '**no**'} |", flush=True)


def measure(bundle: Path, folder: Path, *, told: argparse.Namespace) -> None:
    """The table."""
    data, model = picture(), load(bundle)
    print(f"{CORES} cores, JPEG of {len(data)} bytes, {told.requests} requests a figure\n")
    print("| what | measured | bar | holds |\n|---|---|---|---|")
    cpu, median, _ = bare(model, data, n=told.requests)
    with peel_server(folder, bundle, data=data) as server:
        ours, _ = cost_ms(server, told.requests)
        again, _, _ = bare(model, data, n=told.requests)  # before and after: the machine is shared
        cpu = (cpu + again) / 2
        bar = 1.25 * cpu + 0.5
        row(
            "CPU ms a request (bare)",
            f"{ours:.2f} ({cpu:.2f}, {ours / cpu:.2f} x)",
            bar=f"{bar:.2f}",
            holds=ours <= bar,
        )
        rate = saturated(server, model, data=data, told=told)
        half = generate(server, rate=rate / 2, for_s=told.seconds)
        row(
            "p99 ms at half load (p50 bare)",
            f"{half.part(0.99):.1f} ({median:.1f}; p50 {half.part(0.5):.1f})",
            bar="3 x",
            holds=half.part(0.99) <= 3 * median,
        )
        before = rss_mb(server.process.pid)
        flood = generate(server, rate=10 * rate, for_s=told.seconds)
        grown = rss_mb(server.process.pid) - before
        after = generate(server, n=5, callers=1)
        fine = set(map(str, flood.statuses)) <= {"200", "503", "504"} and flood.part(0.99) < 10_000
        row("overload of 10 x: statuses", str(flood.statuses), bar="200, 503, 504", holds=fine)
        row(
            "… p99 ms of the accepted, MB more",
            f"{flood.part(0.99):.0f}, {grown:.0f}",
            bar="10,000, bounded",
            holds=grown < 300,
        )
        row(
            "… ms of the next request",
            f"{after.part(0.5):.1f}",
            bar="3 x bare",
            holds=after.part(0.5) <= 3 * median,
        )
        with lit_server(folder, bundle, data=data) as lit:
            compared(server, lit, told=told)


def saturated(server: Server, model: Model, *, data: bytes, told: argparse.Namespace) -> float:
    """The line of the throughput: server and bare session in turns, for the machine is shared; the server's rate comes back."""
    n = max(told.requests // 4, 20)
    rates = np.array(
        [
            (generate(server, n=n, callers=2 * CORES).rate, bare(model, data, n=n)[2])
            for _ in range(told.pairs)
        ]
    )
    shares = np.log(rates[:, 0] / rates[:, 1])
    share, error = np.exp(shares.mean()), shares.std(ddof=1) / len(shares) ** 0.5
    ours, most = rates.mean(axis=0)
    row(
        f"requests a second (bare), {told.pairs} pairs",
        f"{ours:.1f} ({most:.1f}, {share:.2f} ± {share * error:.2f} x)",
        bar="0.85 x",
        holds=bool(share >= 0.85),
    )
    return float(ours)


def compared(server: Server, lit: Server, *, told: argparse.Namespace) -> None:
    """The lines about LitServe: both run, and are asked in turns, for the machine is shared."""
    found: dict[str, list[float]] = {"CPU ms a request": [], "requests a second": []}
    means = np.zeros((2, 2))
    for number in range(told.pairs):
        turn = {}
        for each in (server, lit) if number % 2 else (lit, server):
            cost, load = cost_ms(each, told.requests // 2)
            assert set(map(str, load.statuses)) == {"200"}, load.statuses
            turn[each.port] = np.array([cost, load.rate])
        pair = np.array([turn[server.port], turn[lit.port]])
        means += pair / told.pairs
        for place, differences in enumerate(found.values()):
            differences.append(float(pair[1, place] - pair[0, place]))
    for place, (what, differences) in enumerate(found.items()):
        mean = statistics.fmean(differences)
        error = statistics.stdev(differences) / len(differences) ** 0.5
        ours, theirs = means[:, place]
        row(
            f"{what}; LitServe; difference in {told.pairs} pairs",
            f"{ours:.2f}; {theirs:.2f}; {mean:+.2f} ± {error:.2f}",
            bar="ours fewer" if place == 0 else "ours more",
            holds=mean > 2 * error if place == 0 else mean < -2 * error,
        )


def built(folder: Path) -> Path:
    """A small model of the default network."""
    synthetic.write(synthetic.easy()[0], folder / "pictures")
    api.fit(folder / "pictures", threshold=0.5, project=folder / "built")
    return folder / "built" / "bundle"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--pairs", type=int, default=8)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure((told.bundle or built(folder)).absolute(), folder, told=told)


if __name__ == "__main__":
    main()
