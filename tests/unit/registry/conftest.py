"""A project with a git, a built candidate and its installation."""

from __future__ import annotations

import subprocess

import pytest

from peel import files
from peel.registry.registry import Decision, open_registry
from tests.unit.bundle.conftest import onnx_bytes

LOCK = """schema: '2.0'
stages:
  export:
    outs:
    - path: data/export
      md5: {digest}.dir
"""
NAMES = ("dvc.yaml", "params.yaml", "flows/build.py")


def git(folder, *words):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def yes(now=1.0, override=""):
    return Decision(by="me", now=now, override=override)


class Project:
    """Builds candidates into data/export, each another model, and commits them."""

    def __init__(self, folder, make_bundle):
        self.folder, self.make_bundle = folder, make_bundle

    def build(self, doc="", verdict="pass", *, commit=True, **card):
        """The folder of a new candidate."""
        made = self.make_bundle(
            f"made/{doc or 'first'}", model_name="candidate.onnx", model=onnx_bytes(doc=doc),
            verdict=verdict, name="peel", **card,
        )  # fmt: skip
        export = self.folder / "data/export"
        with files.new_folder(export) as out:
            for path in made.iterdir():
                (out / path.name).write_bytes(path.read_bytes())
        digest = format(len(list((self.folder / "made").iterdir())), "032x")
        (self.folder / "dvc.lock").write_text(LOCK.format(digest=digest))
        if commit:
            git(self.folder, "add", "dvc.lock")
            git(self.folder, "commit", "-qm", doc or "first")
        return export


@pytest.fixture
def project(tmp_path, make_bundle, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitignore").write_text(".peel/\ndata/\nbundle*/\nmade/\n")
    for name in NAMES:
        files.write_text(tmp_path / name, "")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "project")
    return Project(tmp_path, make_bundle)


@pytest.fixture
def registry(project):
    return open_registry(project.folder)
