"""The clone in which a retraining works: what is committed, a DVC cache of its own, and a branch of its own at the end.

The person's HEAD, index, files and DVC cache are never touched: a clone is made of the repository, data come from DVC's remote, and what comes
of it goes back as one new branch.
"""

from __future__ import annotations

import configparser
import contextlib
import io
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from peel import files
from peel.errors import PeelError
from peel.process import dvc, git
from peel.project.state import state_of
from peel.tables import read_table

_LOCAL = Path(".dvc/config.local")
# What a build of new data stands on; all else is made anew.
_HEADS = "+refs/heads/*:refs/remotes/origin/*"
_PULLED = ("ingest", "validate", "search")


class Bench(NamedTuple):
    """The clone, and the project's folder in it."""

    clone: Path
    project: Path


def bench_of(project: Path) -> Bench:
    """Where the clone of the repository around `project` lies; raises P892 where there is none."""
    root = git.root(project)
    if root is None:
        raise PeelError(
            "P892",
            "a retraining needs git",
            got=f"{project} in no git repository",
            allowed="a repository: what is committed is cloned, and what comes of it becomes a branch",
            do='git init && git add . && git commit -m "A first model"',
        )
    clone = state_of(project.resolve()).workbench
    return Bench(clone, clone / project.resolve().relative_to(root.resolve()))


def has_other(project: Path, base: str, *, file: Path) -> bool:
    """Whether the file of the project as it lies there is another one than in the commit `base`."""
    return git.do(project, "show", f"{base}:./{file.as_posix()}") != (project / file).read_text(
        "utf-8"
    )


def prepare(project: Path, base: str, *, branch: str) -> Bench:
    """The clone with `branch` at the commit `base`, its data pulled, and the features that the project knows already.

    Begins anew whatever a run before has left. Raises P891 (git), P893 (the data are not in DVC's remote), P713 (DVC).
    """
    bench = bench_of(project)
    if not (bench.clone / ".git").is_dir():
        _clone(project, bench)
    git.unlock(bench.clone)
    fetch(bench)
    git.do(bench.clone, "checkout", "--quiet", "--force", "-B", branch, base)
    git.do(bench.clone, "clean", "--quiet", "--force", "-d")
    _configure(project, bench)
    _pull(bench)
    _share_features(project, bench)
    return bench


def fetch(bench: Bench) -> None:
    """All branches of the repository as they are now; one that went there goes here first, for it may stand in another's way."""
    git.do(bench.clone, "fetch", "--quiet", "--no-tags", "--prune", "origin", _HEADS)


def known_pixels(bench: Bench) -> frozenset[str]:
    """The digests of the pixels of all pictures that the project has."""
    table = read_table(bench.project / "data/validate/manifest.parquet")
    return frozenset(table["pixels"].to_pylist())


def commit(bench: Bench, subject: str, *, trailers: Mapping[str, str]) -> str:
    """Commit all that changed, unless nothing did; returns the commit. The same twice is one commit."""
    git.unlock(bench.clone)
    git.do(bench.clone, "add", "--all")
    if git.do(bench.clone, "status", "--porcelain", "--untracked-files=no"):
        told = "\n".join(f"{name}: {value}" for name, value in trailers.items())
        git.do(bench.clone, "commit", "--quiet", "--no-verify", "-m", subject, "-m", told)
    return git.do(bench.clone, "rev-parse", "HEAD").strip()


def publish(bench: Bench, branch: str) -> None:
    """Send the data to DVC's remote, and only then the branch, which is nobody else's, to the project's repository."""
    dvc.push(bench.project)
    git.unlock(Path(git.do(bench.clone, "remote", "get-url", "origin").strip()), branch=branch)
    git.do(bench.clone, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")


def _clone(project: Path, bench: Bench) -> None:
    root = git.root(project)
    with files.guard(bench.clone):
        bench.clone.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(bench.clone, ignore_errors=True)  # the half of a killed one
        half = bench.clone.with_name(f".tmp-{bench.clone.name}")
        shutil.rmtree(half, ignore_errors=True)
    git.do(project, "clone", "--quiet", "--no-checkout", "--no-tags", str(root), str(half))
    half.rename(bench.clone)


def _configure(project: Path, bench: Bench) -> None:
    """What is true of this machine alone (where remotes lie, who may write there), but never the person's cache."""
    here = configparser.ConfigParser(interpolation=None, strict=False)
    here.read(project / _LOCAL, encoding="utf-8")
    here.remove_section("cache")
    whole = configparser.ConfigParser(interpolation=None, strict=False)
    whole.read([project / ".dvc" / "config", project / _LOCAL], encoding="utf-8")
    for name in whole.sections():
        url = whole[name].get("url", "")
        if "remote" in name and _is_relative(url):
            here.read_dict({name: {"url": str((project.resolve() / ".dvc" / url).resolve())}})
    cache = (bench.project / ".dvc" / "cache").resolve()
    here.read_dict({"cache": {"dir": str(cache)}, "core": {"no_scm": "false"}})
    text = io.StringIO()
    here.write(text)
    files.write_text(bench.project / _LOCAL, text.getvalue())


def _is_relative(url: str) -> bool:
    return bool(url) and "://" not in url and not os.path.isabs(os.path.expanduser(url))


def _pull(bench: Bench) -> None:
    dvc.heal(bench.project)
    try:
        dvc.pull(bench.project, *_PULLED)
    except PeelError as error:
        if error.code != "P713":
            raise
        raise PeelError(
            "P893",
            "the data of the project do not come from DVC's remote",
            got=error.got,
            allowed="a remote that holds what the last commit speaks of",
            do="dvc push, in the project; then the same again",
        ) from error


def _share_features(project: Path, bench: Bench) -> None:
    """Links to the features that the project has: old pictures are not seen again, and nothing is written there."""
    theirs, mine = project / ".peel" / "cache", bench.project / ".peel" / "cache"
    for path in theirs.rglob("*"):
        place = mine / path.relative_to(theirs)
        if path.suffix in (".npy", ".onnx") and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # pruned meanwhile
                _link(path, place)


def _link(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copyfile(path, place)
