"""What `peel doctor` looks at; each check tries the thing itself, where that is possible, and changes nothing."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import peel
from peel.errors import PeelError
from peel.params.environment import weights_dir
from peel.params.sections import Params
from peel.process import asked, dvc, git
from peel.process.environment import proxies
from peel.project import extra, place, result
from peel.project.command import typed
from peel.project.screen import say_columns

_PACKAGES = [
    "numpy",
    "onnxruntime-gpu",
    "onnxruntime",
    "pillow",
    "torch",
    "timm",
    "onnx",
    "prefect",
    "dvc",
    "great-expectations",
]
_ROOM_GB = 5.0


class Check(NamedTuple):
    """One line: what was looked at, `ok`, `note` or `bad`, and what was found."""

    name: str
    state: str
    words: str


def all_checks() -> Iterator[Check]:
    """Every check, in the order in which they are shown."""
    yield Check("peel", "ok", f"{peel.__version__}, Python {platform.python_version()}")
    yield _libraries()
    yield from _providers()
    yield from _weights(Path.cwd())
    yield _git()
    yield _prefect()
    yield _proxies()
    yield _telemetry(Path.cwd())
    yield _disk(Path.cwd())
    yield clock(time.time(), Path(peel.__file__).stat().st_mtime)
    yield _project(Path.cwd())
    yield from _model(Path.cwd())


def print_checks(rows: list[Check]) -> None:
    """One line a check, to stdout."""
    say_columns([(row.name, row.state, typed(row.words)) for row in rows])


def clock(now: float, installed: float) -> Check:
    """Whether the clock can be right: it cannot be earlier than the files of this package (seconds since 1970).

    >>> clock(1000.0, 500000.0).state
    'bad'
    """
    told = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < installed - 86400:
        return Check("clock", "bad", f"{told}, earlier than Peel was installed: set the clock")
    return Check("clock", "ok", told)


def _libraries() -> Check:
    found = [f"{name} {_version(name)}" for name in _PACKAGES if _version(name)]
    try:
        extra.need_build_extra()
    except PeelError as error:
        return Check("libraries", "note", f"{', '.join(found)}; to build models: {error.do}")
    return Check("libraries", "ok", ", ".join(found))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _providers() -> Iterator[Check]:
    from peel.runtime.session import providers

    for one in providers():
        yield Check("provider", "ok" if one.works else "note", f"{one.name}: {one.words}")


def _weights(folder: Path) -> Iterator[Check]:
    """In the packages, and where weights.dir or PEEL_WEIGHTS_DIR points; broken parameters are told by the last check."""
    try:
        from peel.backbones.weights import found

        params = Params()
        with contextlib.suppress(PeelError):
            params = _params(folder) if place.is_project(folder) else params
        own = weights_dir(params.weights.dir)
    except ImportError:
        yield Check("weights", "note", "not looked for: building models is not installed")
        return
    except PeelError as error:
        yield Check("weights", "bad", str(error))
        return
    here = [name for name, is_here in found(own) if is_here and name != "random"]
    words = ", ".join(here) or "none: see weights.dir in params.yaml"
    yield Check("weights", "ok" if here else "note", words)


def _params(folder: Path) -> Params:
    """Raises ImportError in a base install, which cannot read YAML."""
    from peel.params.load import FILE, load

    return load(folder / FILE)


def _git() -> Check:
    found = git.version()
    words = "not there: projects work, experiments and comparisons between commits do not"
    return Check("git", "ok" if found else "note", found or words)


def _prefect() -> Check:
    wanted = asked.server()
    if wanted is None:
        return Check("server", "ok", "none asked for: each build starts a private one and ends it")
    why_not = asked.refusal(wanted)
    if why_not:
        words = f"PREFECT_API_URL={wanted.shown}: {why_not}; builds start a private one"
        return Check("server", "note", words)
    return Check("server", "ok", wanted.shown)


def _proxies() -> Check:
    found = ", ".join(sorted(proxies(os.environ)))
    words = f"{found}: not used for this machine itself" if found else "none"
    return Check("proxies", "ok", words)


def _telemetry(folder: Path) -> Check:
    words = "off in Peel and in all that it starts"
    if place.is_project(folder) and dvc.sends_usage(folder):
        words += "; DVC by itself sends usage from here: dvc config core.analytics false"
        return Check("telemetry", "note", words)
    return Check("telemetry", "ok", words)


def _disk(folder: Path) -> Check:
    free_gb = shutil.disk_usage(folder).free / 1e9
    words = f"{free_gb:.1f} GB free"
    if not os.access(folder, os.W_OK):
        return Check("disk", "bad", f"{words}, but nothing can be written into this folder")
    return Check("disk", "ok" if free_gb >= _ROOM_GB else "note", words)


def _project(folder: Path) -> Check:
    if not place.is_project(folder):
        return Check("project", "note", "this folder is none: peel init my-project")
    try:
        from peel.project.outdated import refuse_outdated

        sources = _params(folder).ingest.sources
        refuse_outdated(folder)
    except ImportError:
        return Check("project", "note", "not looked into: building models is not installed")
    except PeelError as error:
        return Check("project", "bad", str(error))
    gone = [each for each in sources if not (folder / Path(each).expanduser()).exists()]
    if gone:
        words = f"no images at {', '.join(gone)} yet: peel build --data SOURCE"
        return Check("project", "note", words)
    return Check("project", "ok", f"images from {', '.join(sources)}")


def _model(folder: Path) -> Iterator[Check]:
    """Which one answers here, where one was put there."""
    placed = result.placed(folder)
    if placed and (folder / result.BUNDLE / "bundle.json").is_file():
        words = f"{placed.name} {result.model_id(folder / result.BUNDLE)}, in {result.BUNDLE}/ since {placed.placed}"
        yield Check("model", "ok", words)
