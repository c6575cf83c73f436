import shutil

import pytest

from tests.e2e.postgres import postgres
from tests.e2e.small import make, repro

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A project that was built once; tests that change something take a copy."""
    project = make(tmp_path_factory.mktemp("built") / "project", 20)
    assert len(repro(project)) == 9
    return project


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project."""
    return shutil.copytree(built, tmp_path / "project", symlinks=True)
