"""What every test gets: a quiet environment, the data sets, and a word on its CPU time by speed class."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
# CPU seconds of the test and the children that it waited for. They are told and never fail a run: the same work takes
# twice the CPU time on another machine, or while the other core is busy.
LIMITS_S = {"unmarked": 0.5, "slow": 20.0, "e2e": 180.0}
LIMIT_OF_ALL_UNMARKED_S = 60.0
QUIET = {
    "DO_NOT_TRACK": "1",
    "DVC_NO_ANALYTICS": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "ITERATIVE_DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}
over_limit: list[str] = []
cpu_s_of_class: dict[str, float] = dict.fromkeys(LIMITS_S, 0.0)
home = Path(tempfile.mkdtemp(prefix="peel-tests-"))


def pytest_configure() -> None:
    """Before any import of a library: no telemetry, one thread, no variable or home of the person."""
    for name in [name for name in os.environ if name.startswith(("PEEL_", "PREFECT_", "DVC_"))]:
        del os.environ[name]
    os.environ.update(QUIET, PREFECT_HOME=str(home / "prefect"), XDG_CACHE_HOME=str(home / "cache"))


def pytest_unconfigure() -> None:
    shutil.rmtree(home, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what wants a GPU or a network, unless `-m` names it; what takes longest runs first, so that no process waits for another at the end."""
    chosen = config.option.markexpr
    barred = [mark for mark in ("gpu", "net") if mark not in chosen]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in barred)]
    items[:] = [item for item in items if item not in left_out]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items.sort(key=lambda item: item.get_closest_marker("e2e") is None)


def _speed_class(item: pytest.Item) -> str | None:
    if item.get_closest_marker("gpu") or item.get_closest_marker("net"):
        return None
    return next((name for name in ("e2e", "slow") if item.get_closest_marker(name)), "unmarked")


def _cpu_s() -> float:
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure the test itself; a fixture or an import at the top of its file is not its time."""
    start = _cpu_s()
    try:
        return (yield)
    finally:
        item.stash[CPU_S] = _cpu_s() - start


CPU_S = pytest.StashKey[float]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell what the test took, also to another process."""
    report: pytest.TestReport = yield
    name = _speed_class(item)
    if call.when == "call" and name:
        report.user_properties.append(("cpu_s", [name, item.stash.get(CPU_S, 0.0)]))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Sum up; also what another process has run."""
    for key, value in report.user_properties if report.when == "call" else ():
        if key == "cpu_s":
            name, took_s = value
            cpu_s_of_class[name] += took_s
            if took_s > LIMITS_S[name]:
                over_limit.append(f"{report.nodeid}: {took_s:.2f} s of {LIMITS_S[name]} s")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    used = ", ".join(f"{name} {took_s:.1f} s" for name, took_s in cpu_s_of_class.items())
    terminalreporter.write_line(f"CPU: {used}")
    for words in over_limit:
        terminalreporter.write_line(f"over its limit of CPU time: {words}", yellow=True)
    if cpu_s_of_class["unmarked"] > LIMIT_OF_ALL_UNMARKED_S:
        terminalreporter.write_line(
            f"the unmarked tests took more than {LIMIT_OF_ALL_UNMARKED_S} s of CPU together",
            yellow=True,
        )


@pytest.fixture(scope="session")
def datasets() -> Path:
    """The folder with real data sets beside the checkout; what needs it is skipped, by name, where it is absent."""
    folder = ROOT.parent / "shared" / "datasets"
    if not folder.is_dir():
        pytest.skip("SKIPPED FOR WANT OF DATA: no folder ../shared/datasets beside the checkout")
    return folder


def _drawing(name: str, rng: np.random.Generator) -> np.ndarray:
    """A coloured disc (a cat) or a bar (a dog) somewhere on a noisy ground, (64, 64, 3) uint8."""
    pixels = rng.integers(0, 90, (64, 64, 3), dtype=np.uint8)
    rows, columns = np.ogrid[:64, :64]
    row, column = rng.integers(20, 44, 2)
    disc = (rows - row) ** 2 + (columns - column) ** 2 < rng.integers(90, 200)
    bar = (abs(rows - row) < 4) & (abs(columns - column) < rng.integers(14, 20))
    pixels[disc if name == "cat" else bar] = rng.integers(130, 256, 3)
    return pixels


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 60 small pictures in two class folders, cat and dog, that no two people could mix up."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (folder / name).mkdir()
        for number in range(30):
            Image.fromarray(_drawing(name, rng)).save(folder / name / f"{number:03d}.png")
    return folder


class Walk(NamedTuple):
    """A folder in which a person has walked from pictures to a bundle, and where the walk may go on.

    `pictures/` are the pictures, `animals/` the built project. Whatever runs there carries a guard
    that refuses to leave this machine, and none of the switches against telemetry: to set those is
    the product's duty. `left` is the file in which the guard notes every attempt. `watch` is a shared object
    that is preloaded and notes look-ups of native code, which Python's guard does not see, in `looked_up`.
    """

    folder: Path
    left: Path
    watch: Path | None = None

    @property
    def project(self) -> Path:
        return self.folder / "animals"

    @property
    def looked_up(self) -> Path:
        return self.left.with_name("looked_up.txt")

    def run(self, *command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        switches = ("TELEMETRY", "ANALYTICS", "DO_NOT_TRACK", "HF_HUB")
        env = {k: v for k, v in os.environ.items() if not any(word in k for word in switches)}
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
        env |= {
            "PYTHONPATH": str(ROOT / "tests/data/no_network"),
            "LEFT_THE_MACHINE": str(self.left),
        }
        if self.watch:
            env |= {"LD_PRELOAD": str(self.watch), "LOOKED_UP": str(self.looked_up)}
        words, where = [str(word) for word in command], cwd or self.project
        return subprocess.run(
            words, cwd=where, env=env, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="session")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """The shared object that notes look-ups from outside; None where nothing can be compiled or preloaded."""
    compiler, made = shutil.which("cc") or shutil.which("gcc"), tmp_path_factory.mktemp("watch")
    if not compiler or not sys.platform.startswith("linux"):
        return None
    options = ["-shared", "-fPIC", "-o", made / "watch.so", ROOT / "tests/data/look_ups/watch.c"]
    done = subprocess.run([compiler, *options, "-ldl"], capture_output=True, check=False)
    return None if done.returncode else made / "watch.so"


@pytest.fixture
def guarded(tmp_path: Path, watch: Path | None) -> Walk:
    """An empty folder in which the guard watches."""
    (tmp_path / "left.txt").touch()
    return Walk(tmp_path, tmp_path / "left.txt", watch)


@pytest.fixture(scope="session")
def walk(pictures: Path, tmp_path_factory: pytest.TempPathFactory, watch: Path | None) -> Walk:
    """`peel init animals` and `peel build --data ../pictures --threshold 0.7`, once for all tests that go on from there."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "pictures").symlink_to(pictures)
    walk = Walk(folder, folder / "left.txt", watch)
    walk.left.touch()
    steps = [
        walk.run("peel", "init", "animals", cwd=folder),
        # Eight sealed pictures, all right, decide no higher threshold.
        walk.run("peel", "build", "--data", "../pictures", "--threshold", "0.7"),
    ]
    failed = [step.stdout + step.stderr for step in steps if step.returncode]
    assert not failed, failed[0]
    return walk
