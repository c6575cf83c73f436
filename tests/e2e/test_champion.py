"""What answers after a build that failed: the earlier model only where it knows the new classes."""

import shutil

import pytest

from peel import files
from peel.bundle.load import load
from peel.export.publish import publish
from tests.e2e.small import peel

pytestmark = pytest.mark.e2e


def _classes(project, name="bundle"):
    return load(project / name).names


def test_failed_model_can_be_asked(project):
    assert publish(project).took_over
    champion = files.read_json(project / "bundle/bundle.json")
    done = peel("build", "--threshold", 1, cwd=project)
    assert done.returncode == 1, done.stderr
    assert files.read_json(project / "bundle/bundle.json") == champion
    assert "peel predict IMAGE --bundle data/export" in done.stdout
    picture = next((project / "data/raw/a").iterdir())
    asked = peel("predict", picture, "--bundle", "data/export", cwd=project)
    assert asked.returncode == 0, asked.stderr


def test_failed_own_pictures_replace_the_demo(project):
    """A model of digits never answers for hats."""
    publish(project)
    for old, new in zip("abc", "xyz", strict=True):
        shutil.copytree(project / "data/raw" / old, project / "own" / new)
    done = peel("build", "--data", "own", "--threshold", 1, cwd=project)
    assert done.returncode == 1, done.stderr
    assert _classes(project) == ("x", "y", "z")
    assert _classes(project, "bundle.previous") == ("a", "b", "c")
    assert "the earlier one lies in bundle.previous/" in done.stdout
