"""A small real project: made pictures of three classes, a real network at 64 px."""

import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from peel import events, files
from peel.params.edit import set_value
from peel.process.environment import child_environment
from peel.types.event import Started

BIN = Path(sys.executable).parent
WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org")
PARAMS = {"search.size_px": 64, "search.mean_of": 4, "gate.threshold": 0.5}


def picture(kind, place, seed=0):
    """Stripes, rings or a chequered board in colour noise, 40 to 70 px."""
    rng = np.random.default_rng([seed, "abc".index(kind), place])
    h, w = (int(n) for n in rng.integers(40, 70, 2))
    y, x = np.mgrid[:h, :w] / rng.uniform(3, 5)
    wave = {
        "a": np.sin(x),
        "b": np.sin(np.hypot(x - 6, y - 6)),
        "c": np.sign(np.sin(x)) * np.sign(np.sin(y)),
    }[kind]
    pixels = rng.uniform(90, 160, 3) + 35 * wave[..., None] + rng.normal(scale=50, size=(h, w, 3))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def fill(folder, n, *, first=0, seed=0):
    """n pictures a class, as class folders."""
    for kind in "abc":
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for place in range(first, first + n):
            picture(kind, place, seed).save(folder / kind / f"{kind} {place}.png")


def peel(*words, cwd):
    return subprocess.run(
        [BIN / "peel", *map(str, words)],
        cwd=cwd,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def run(*words, cwd):
    """A command that must end well; what it printed."""
    told = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=child_environment({"PATH": f"{BIN}:/usr/bin:/bin"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def set_param(project, key, value):
    path = project / "params.yaml"
    path.write_text(set_value(path.read_text(), key, value=value))


def make(folder, n):
    """A project with the small parameters and n pictures a class in data/raw; nothing has run in it."""
    made = peel("init", folder, cwd=folder.parent)
    assert made.returncode == 0, made.stderr
    for key, value in PARAMS.items():
        set_param(folder, key, value)
    fill(folder / "data" / "raw", n)
    return folder


def repro(project, *words):
    """`dvc repro`; the names of the stages that really ran."""
    told = project / ".peel" / "told.jsonl"
    told.parent.mkdir(exist_ok=True)
    told.unlink(missing_ok=True)
    run = subprocess.run(
        [BIN / "dvc", "repro", "-q", *words],
        cwd=project,
        env=child_environment({"PEEL_EVENTS": str(told)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return [e.stage for e in events.read(told)[0] if isinstance(e, Started)]


def json(project, name):
    return files.read_json(project / "data" / name)
