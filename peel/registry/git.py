"""Versions as tags in the person's repository, with GTO's names: refs only, so that HEAD, index and files stay as they are."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from peel.errors import PeelError

STAGE = "champion"
_AS = (
    "-c", "user.name=peel", "-c", "user.email=peel@localhost",
    "-c", "tag.gpgSign=false", "-c", f"core.hooksPath={os.devnull}",
)  # fmt: skip
_FOLDER = re.compile(r"[a-zA-Z0-9-_./]*")  # what GTO reads


def register(project: Path, name: str, *, version: str, commit: str) -> None:
    """The tag `NAME@v1.2.0` at the commit, unless it is there."""
    tag = f"{_full(project, name)}@{version}"
    if _commit(project, f"refs/tags/{tag}") is None:
        _tag(project, tag, commit=commit)


def assign(project: Path, name: str, *, commit: str) -> None:
    """The tag `NAME#champion#N` at the commit, N after the last one, unless the last one says so already.

    Without a commit the last one is taken back, `NAME#champion!#N`: who asks for the champion gets none instead of an earlier one.
    """
    full = _full(project, name)
    last, number = _last(project, full)
    if not last and not commit:
        return
    is_open = bool(last) and "!" not in last
    if is_open == bool(commit) and (not commit or _commit(project, f"refs/tags/{last}") == commit):
        return
    mark = "" if commit else "!"
    at = commit or _commit(project, f"refs/tags/{last}") or ""
    _tag(project, f"{full}#{STAGE}{mark}#{number + 1}", commit=at)


def versions(project: Path, name: str) -> list[str]:
    """The versions of NAME that have a tag."""
    full = _full(project, name)
    said = _git(project, "tag", "--list", f"{full}@v*") or ""
    return [line.removeprefix(f"{full}@") for line in said.splitlines()]


def is_tagged(project: Path, name: str, *, version: str) -> bool:
    """Whether the version has its tag."""
    return version in versions(project, name)


def holds(project: Path) -> str:
    """The commit at HEAD, if the bundle in data/export is what its dvc.lock says; else ""."""
    head = _git(project, "rev-parse", "HEAD")
    told = _git(project, "show", "HEAD:./dvc.lock")
    try:
        here = (project / "dvc.lock").read_text("utf-8")
    except OSError:
        return ""
    if not head or not told or _export(told) != _export(here):
        return ""
    return head.strip()


def is_there(project: Path, commit: str) -> bool:
    """Whether the repository has this commit."""
    return bool(commit) and _commit(project, commit) is not None


def can_tag(project: Path) -> bool:
    """Whether there is a git, with a commit, in a folder whose name a tag can hold."""
    prefix = _git(project, "rev-parse", "--show-prefix")
    return prefix is not None and bool(_FOLDER.fullmatch(prefix.strip()))


def _export(lock: str) -> object:
    """What a dvc.lock says of the bundle: the digests of the stage's outputs."""
    try:
        stages = YAML(typ="safe", pure=True).load(lock)["stages"]
        return [(out["path"], out.get("md5")) for out in stages["export"]["outs"]]
    except (KeyError, TypeError, ValueError, YAMLError):
        return lock


def _full(project: Path, name: str) -> str:
    """The name as a tag has it: with the project's folder in the repository before it."""
    prefix = (_git(project, "rev-parse", "--show-prefix") or "").strip().rstrip("/")
    return f"{prefix}={name}" if prefix else name


def _last(project: Path, full: str) -> tuple[str, int]:
    """The tag of the last assignment, and its number."""
    said = _git(project, "tag", "--list", f"{full}#{STAGE}#*", f"{full}#{STAGE}!#*") or ""
    numbered = [(int(tag.rpartition("#")[2]), tag) for tag in said.splitlines()]
    number, tag = max(numbered, default=(0, ""))
    return tag, number


def _tag(project: Path, tag: str, *, commit: str) -> None:
    done = _run(project, *_AS, "tag", "-a", tag, commit, "-m", f"{tag}, by peel")
    if done is None or done.returncode:
        raise PeelError(
            "P875",
            "git does not take the tag of a version",
            got=f"{tag}: {done.stderr.strip() if done else 'no git'}",
            allowed="a repository that can be written",
            do="correct what git says and run the same command again; it goes on from there",
        )


def _commit(project: Path, name: str) -> str | None:
    said = _git(project, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return said.strip() if said else None


def _git(project: Path, *arguments: str) -> str | None:
    """What git prints, or None when it fails or is not there."""
    done = _run(project, *arguments)
    return done.stdout if done and done.returncode == 0 else None


def _run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=project, capture_output=True, text=True, timeout=60,
            check=False, env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
