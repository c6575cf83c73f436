"""kill -9 between any two steps of a promotion or a rollback: exactly one champion, and a second call finishes it."""

from __future__ import annotations

import os
import shutil
import signal
import sys

import pytest
from sqlalchemy import event

from peel.bundle import pointer
from peel.bundle.load import load
from peel.feedback import ledger
from peel.images.digest import of_file
from peel.registry.promote import offer, promote, rollback
from peel.registry.registry import Origin, open_registry, versions
from tests.unit.bundle.conftest import Maker
from tests.unit.registry.conftest import Project, git, prepare, yes

pytestmark = pytest.mark.e2e

# What leaves a trace on disk: a file that takes its place, a folder, a program that runs; commits of the store beside them.
STEPS = ("os.rename", "os.mkdir", "os.remove", "subprocess.Popen", "shutil.copyfile")


def _die_at(step):
    """Ends this process, as kill -9 does, right before its step number `step`."""
    seen = 0

    def count(name, _arguments):
        nonlocal seen
        if name in STEPS:
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    return lambda *_: count(STEPS[0], ())


def _act(folder, what, step):
    """In a process of its own: `what` on the project, killed at `step`; whether it came to its end."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            registry = open_registry(folder)
            commit = _die_at(step)
            event.listen(registry.store.engine, "commit", commit)
            what(registry)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def _whole(folder, digest):
    """The one champion, everywhere; and nothing was told twice."""
    registry = open_registry(folder)
    assert pointer.read(registry.state).digest == digest
    assert of_file(folder / "bundle/bundle.json") == digest
    load(folder / "bundle")
    deeds = [one.what for one in ledger.read(registry.store)]
    assert ledger.verify(registry.store) is None
    (version,) = [one for one in versions(registry.store) if one.model == digest]
    last = git(folder, "tag", "--list", "--sort=-creatordate", "peel#champion#*").split()
    top = max(last, key=lambda tag: int(tag.rpartition("#")[2]))
    assert git(folder, "rev-parse", f"{top}^{{commit}}").strip() == version.commit
    registry.store.engine.dispose()
    return deeds


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A project with a champion and a challenger, to be copied; and the digests of both."""
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    folder = tmp_path / "world"
    folder.mkdir()
    project = Project(prepare(folder), Maker(folder))
    registry = open_registry(folder)
    models = []
    for doc in ("", "b"):
        bundle = project.build(doc)
        commit = git(folder, "rev-parse", "HEAD").strip()
        models.append(offer(registry, bundle, origin=Origin(commit=commit), now=1.0))
        if not doc:
            promote(registry, models[0], decision=yes())
    registry.store.engine.dispose()
    return folder, models


def _each_step(world, what, allowed):
    """Kill at step 1, 2, 3 ... until none is left; returns the steps and how the champion stood after each kill."""
    stood, step = [], 0
    while True:
        step += 1
        folder = world.with_name("copy")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(world, folder, symlinks=True)
        ended = _act(folder, what, step)
        registry = open_registry(folder)
        stood.append(pointer.read(registry.state).digest)
        registry.store.engine.dispose()
        assert stood[-1] in allowed
        yield folder, stood
        if ended:
            return


def test_killed_promotion_is_finished(world):
    folder, (old, new) = world

    def act(registry):
        promote(registry, new, decision=yes(override="t"))

    kills = 0
    for copy, stood in _each_step(folder, act, {old, new}):  # noqa: B007 (looked at afterwards)
        kills += 1
        registry = open_registry(copy)
        act(registry)
        registry.store.engine.dispose()
        assert _whole(copy, new) == ["register", "promote", "register", "promote", "override"]
    assert kills > 40
    assert {stood[0], stood[-1]} == {old, new}


def test_killed_rollback_is_finished(world):
    folder, (old, new) = world
    registry = open_registry(folder)
    promote(registry, new, decision=yes(override="t"))
    registry.store.engine.dispose()

    def act(registry):
        rollback(registry, decision=yes())

    kills = 0
    for copy, stood in _each_step(folder, act, {old, new}):
        kills += 1
        registry = open_registry(copy)  # after the switch the same words would go forward again
        rollback(registry, decision=yes(), to="" if stood[-1] == new else old)
        registry.store.engine.dispose()
        assert _whole(copy, old)[-1] == "rollback"
        assert _whole(copy, old).count("rollback") == 1
    assert kills > 20
    assert {stood[0], stood[-1]} == {old, new}
