"""A disk that is full or read-only is one clear refusal, and afterwards the next build goes on."""

import contextlib
import os
import subprocess

import pytest

from peel.process.server import prefect_api
from tests.e2e import toy

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]


@contextlib.contextmanager
def small_disk(folder, size):
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    with prefect_api(tmp_path_factory.mktemp("server")) as api:
        yield api


@pytest.mark.parametrize("room", [20_000, 65_000])
def test_full_disk_is_told_and_healed(room, tmp_path, api):
    """Wherever it becomes full: in the flow, or in a stage."""
    with small_disk(tmp_path / "disk", "8m") as disk:
        project = toy.make(disk / "project")
        ballast = disk / "ballast"
        with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        os.truncate(ballast, ballast.stat().st_size - room)
        code, _, said = toy.build(project, **api.variables)
        assert code == 2, said
        assert said.splitlines()[-1].startswith("error: P701 disk full while writing")
        assert said.count("error") == 1, said
        ballast.unlink()
        code, _, said = toy.build(project, **api.variables)
        assert code == 0, said


def test_read_only_disk_is_told(tmp_path, api):
    with small_disk(tmp_path / "disk", "8m") as disk:
        project = toy.make(disk / "project")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        code, _, said = toy.build(project, **api.variables)
        assert (code, said.count("\n")) == (2, 1), said
        assert said.startswith("error: P702 the disk is read-only")
