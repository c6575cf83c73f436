"""What was forgotten is nowhere: not in data, models, caches, remotes, store or logs, and it does not come back."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from peel.bundle import pointer
from peel.bundle.load import load
from peel.care.backup import Asked as Saved
from peel.care.backup import backup
from peel.care.foresee import foresee
from peel.care.forget import Asked, forget
from peel.care.home import home_of
from peel.care.restore import restore
from peel.feedback import ledger, pictures, tickets
from peel.images.decode import decode
from peel.images.digest import of_bytes, of_pixels
from peel.process.environment import child_environment
from peel.project.state import state_of
from peel.registry import shelf
from peel.types.pointer import Pointer
from tests.e2e.small import WHO, json, make, peel, repro, run, set_param
from tests.e2e.test_several_labels import _make as several
from tests.unit.feedback.conftest import answer

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
NOW = 1_800_000_000.0


def rows(project, part):
    return pq.read_table(project / f"data/split/{part}.parquet").to_pylist()


def found(roots, needles):
    """Files below the roots that hold one of the needles, as they lie or in a column of a table."""
    hits = []
    for path in sorted(path for root in roots for path in root.rglob("*") if path.is_file()):
        if ".git" in path.parts:  # its history keeps digests, which nobody can take out
            continue
        data = path.read_bytes()
        if data.startswith(b"PAR1"):
            data = repr(pq.read_table(path).to_pylist()).encode()
        hits += [(path, name) for name, needle in needles.items() if needle in data]
        hits += [(path, name) for name, needle in needles.items() if needle in str(path).encode()]
    return hits


def needles(row, project):
    """The picture's bytes, its pixels, and its digests."""
    data = (project / "data/raw" / row["path"]).read_bytes()
    pixels = decode(data).pixels
    return {
        "bytes": data[len(data) // 2 :][:200],
        "pixels": np.ascontiguousarray(pixels[5]).tobytes(),
        "digest": of_bytes(data)[:12].encode(),
        "digest of pixels": of_pixels(pixels)[:12].encode(),
        "cut digest": bytes.fromhex(of_pixels(pixels))[:8],
    }


def installed(project, remote):
    """A built project in git with a remote, a registered champion, and a workbench."""
    run("dvc", "remote", "add", "-q", "-d", "store", remote, cwd=project)
    run("git", "init", "-q", cwd=project)
    repro(project)
    run("git", "add", "-A", cwd=project)
    run("git", *WHO, "commit", "-qm", "built", cwd=project)
    run("dvc", "push", "-q", cwd=project)
    shutil.copytree(project / "data/export", project / "bundle")
    home = home_of(project)
    digest = shelf.put(home.state, project / "data/export")
    place = {"name": "peel", "version": "v1.0.0", "digest": digest, "at": 1.0, "by": "me"}
    pointer.write(home.state, Pointer(**place, sequence=0))
    shutil.copytree(project / "data", home.state.workbench / "project/data")
    home.state.logs.mkdir()
    return home


@pytest.fixture
def home(project, tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    return installed(project, tmp_path / "remote")


def answered(home, row):
    """An answer about the picture, which was kept."""
    data = (home.project / "data/raw" / row["path"]).read_bytes()
    pictures.keep(home.state, row["item"], picture=data)
    with home.store.writing() as connection:
        model = pointer.read(home.state).digest
        tickets.add(connection, [answer(1.0, ticket="t_1", item=row["item"], model=model)])
    (home.state.logs / "serve.log").write_text(f"item={row['item']}\n")


@pytest.mark.parametrize("part", ["test", "train"])
def test_forgotten_picture_is_nowhere(home, part, tmp_path):
    row = next(row for row in rows(home.project, part) if row["path"].startswith("b/"))
    sought, n_test = needles(row, home.project), len(rows(home.project, "test"))
    answered(home, row)
    places = [home.project, tmp_path / "remote"]
    before = {name for _, name in found(places, sought)}
    seen = foresee(home, Asked(items=(row["item"],)))
    done = forget(home, Asked(items=(row["item"],)), now=NOW)
    assert {place for place, _ in seen.gone} == {place for place, _ in done.gone}
    (home.project / "data/raw" / row["path"]).unlink()  # named, and the person's own
    assert before >= {"bytes", "digest", "digest of pixels"}
    assert found(places, sought) == []
    assert any(row["path"] in line for line in done.told)
    (model,) = shelf.find(home.state)
    assert pointer.read(home.state).digest == model
    assert load(shelf.folder(home.state, model)).names
    repro(home.project)
    assert found(places, sought) == []
    assert json(home.project, "split/split.json")["n_test"] == n_test - (part == "test")
    assert [entry.what for entry in ledger.read(home.store)] == ["forget"]


def test_forgotten_picture_stays_out(home):
    row = rows(home.project, "train")[0]
    forget(home, Asked(items=(row["item"],)), now=NOW)
    repro(home.project)  # the source still holds the file
    items = {each["item"] for part in ("train", "test") for each in rows(home.project, part)}
    assert row["item"] not in items
    assert len(items) == 59


@pytest.fixture
def parity(monkeypatch):
    """A kind in a package of its own, as if it were installed."""
    folder = ROOT / "tests/data/new_kind"
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{ROOT}")
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "parity"]:
        del sys.modules[name]


def of_kind(kind, folder):
    """A project of 60 pictures whose classes are numbers, or of 90 with several labels each."""
    if kind == "multilabel":
        return several(folder)
    project = make(folder, 20)
    set_param(project, "problem.kind", kind)
    for name, number in zip("abc", "234", strict=True):
        (project / "data/raw" / name).rename(project / "data/raw" / number)
    return project


@pytest.mark.usefixtures("parity")
@pytest.mark.parametrize("kind", ["multilabel", "parity"])
def test_picture_of_any_kind_is_forgotten(kind, tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    home = installed(of_kind(kind, tmp_path / "project"), tmp_path / "remote")
    row = rows(home.project, "test")[0]
    sought = needles(row, home.project)
    answered(home, row)
    saved = tmp_path / "saved.tar"
    backup(home, Saved(saved, secrets=True), now=NOW)
    done = forget(home, Asked(items=(row["item"],)), now=NOW)
    (home.project / "data/raw" / row["path"]).unlink()
    assert found([home.project, tmp_path / "remote"], sought) == []
    assert any(str(saved) in line for line in done.told)
    assert load(shelf.folder(home.state, pointer.read(home.state).digest)).names
    (tmp_path / "other").mkdir()
    restore(state_of(tmp_path / "other"), saved, now=NOW)
    assert load(next(state_of(tmp_path / "other").models.iterdir())).names


KILLED = """
import sys
from pathlib import Path
from peel.care.forget import Asked, forget
from peel.care.home import home_of
forget(home_of(Path().resolve()), Asked(items=(sys.argv[1],)), now=float(sys.argv[2]))
"""


def test_killed_forgetting_is_finished(home, tmp_path):
    row = rows(home.project, "test")[1]
    sought = needles(row, home.project)
    answered(home, row)
    home.store.engine.dispose()
    rng = np.random.default_rng(0)
    command = [sys.executable, "-c", KILLED, row["item"]]
    for n in range(8):
        with subprocess.Popen(
            [*command, str(NOW + n)], cwd=home.project, env=child_environment()
        ) as process:
            time.sleep(rng.uniform(1.0, 5.0))
            process.kill()
    forget(home, Asked(items=(row["item"],)), now=NOW + 99)
    (home.project / "data/raw" / row["path"]).unlink()
    assert found([home.project, tmp_path / "remote"], sought) == []
    assert not list((home.project / "data/report").rglob("*.html"))
    assert load(shelf.folder(home.state, pointer.read(home.state).digest)).names


def test_rebuilt_model_knows_nothing_of_it(project):
    run("git", "init", "-q", cwd=project)
    repro(project)
    row = rows(project, "test")[0]
    done = peel(
        "forget", "--item", project / "data/raw" / row["path"], "--rebuild", "--yes", cwd=project
    )
    assert done.returncode in (0, 1, 3), done.stdout + done.stderr
    assert "smaller by 1" in done.stdout
    assert (project / "data/report/report.html").is_file()
    items = {each["item"] for part in ("train", "test") for each in rows(project, part)}
    assert row["item"] not in items
