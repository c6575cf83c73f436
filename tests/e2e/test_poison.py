"""Poisoned feedback on real pictures: 3s that partners call 8. The rules keep them out of training; without the rules the gate refuses what they make."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from peel.bundle import pointer
from peel.params.sections import Retrain
from peel.project.state import state_of
from peel.registry.registry import candidates
from peel.retraining import dataset, pipeline
from peel.retraining.place import Tools, place_of
from peel.retraining.run import retrain
from peel.types.retraining import Run
from tests.e2e.small import PARAMS, peel, repro, set_param
from tests.e2e.test_retrain import install
from tests.e2e.used import AT, opened, use

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
BASE, HONEST = 25, 20  # pictures a class that the project has, and that auditors label


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """A project of handwritten digits with its champion, and the honest labels of auditors."""
    folder = tmp_path_factory.mktemp("digits")
    subprocess.run([sys.executable, ROOT / "examples/digits.py", folder / "all"], check=True)
    made = peel("init", folder / "project", cwd=folder)
    assert made.returncode == 0, made.stderr
    project = folder / "project"
    for key, value in PARAMS.items():
        set_param(project, key, value)
    for digit in range(10):
        place = project / "data" / "raw" / str(digit)
        place.mkdir(parents=True)
        for path in pictures_of(folder / "all", digit)[:BASE]:
            shutil.copy(path, place)
    repro(project)
    install(project)
    use(project, opened(project), [a for d in range(10) for a in honest(folder / "all", d)])
    return folder


def pictures_of(folder, digit):
    return sorted((folder / str(digit)).glob("*.png"))


def honest(folder, digit):
    some = pictures_of(folder, digit)[BASE : BASE + HONEST]
    return [(Image.open(path), str(digit), "ann", "auditor") for path in some]


def flipped(folder, n, *, keys):
    """n pictures of a 3 that keys of partners call an 8."""
    some = pictures_of(folder / "all", 3)[BASE + HONEST :][:n]
    assert len(some) == n
    return [(Image.open(p), "8", f"key{i % keys}", "partner") for i, p in enumerate(some)]


@pytest.fixture
def attacked(digits, tmp_path):
    """A copy of the installation, into which an attack may go."""
    shutil.copytree(digits / "store", tmp_path / "store")
    return shutil.copytree(digits / "project", tmp_path / "project", symlinks=True)


def chosen(project, store, settings):
    """What would teach under these rules, and what would not."""
    terms = dataset.Terms(settings, "classification", ())
    return dataset.choose(store, state_of(project), terms=terms)


def lies(project, store, settings):
    """How many of the labels that would teach are of the attack."""
    taken = chosen(project, store, settings)
    assert sum(one.label.trust == "auditor" for one in taken.lessons) > 100
    return sum(one.label.trust != "auditor" for one in taken.lessons)


@pytest.mark.parametrize(("n", "keys"), [(30, 1), (100, 1), (30, 20), (100, 20)])
def test_rules_keep_lies_out(digits, attacked, n, keys):
    store = opened(attacked)
    use(attacked, store, flipped(digits, n, keys=keys))
    without = Retrain(agreement=0, source_share=1)
    reasons = {why for why, count in chosen(attacked, store, without).left_out.items() if count}
    assert reasons == {dataset.FRESH}  # no rule keeps a lie out, only the gate's share does
    capped = lies(attacked, store, Retrain(agreement=0))
    believed = lies(attacked, store, Retrain(source_share=1))
    both = lies(attacked, store, Retrain())
    print(n, keys, lies(attacked, store, without), capped, believed, both)
    assert both <= 0.4 * n
    assert both <= min(capped, believed)


@pytest.mark.parametrize(
    ("has_rules", "verdicts"), [(True, {"refuse", "shadow"}), (False, {"refuse"})]
)
def test_lies_do_not_take_over(digits, attacked, has_rules, verdicts):
    if not has_rules:
        set_param(attacked, "retrain.agreement", 0.0)
        set_param(attacked, "retrain.source_share", 1.0)
    store = opened(attacked)
    use(attacked, store, flipped(digits, 100, keys=20))
    before = pointer.read(state_of(attacked))
    tools = Tools(repro=pipeline.repro([].append), now=lambda: AT + 1000, say=print)
    done = retrain(place_of(attacked, tools), "person")
    assert isinstance(done, Run)
    print(done.outcome, done.words)
    found = [one.gate for one in candidates(store) if one.run == done.id]
    print([c for told in found if told for c in told.checks])
    assert {told.verdict for told in found} <= verdicts
    assert pointer.read(state_of(attacked)).digest == before.digest
