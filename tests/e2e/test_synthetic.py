"""Four easy and four hopeless sets from pictures to a verdict; benchmarks/verdicts.py has twenty of each."""

import importlib

import pytest

from peel import files
from peel.project import prepare, template
from peel.testing import synthetic

STAGES = ("scan", "ingest", "validate", "split", "search", "train", "evaluate", "export")
EASY = (
    "red against blue, few",
    "three shapes",
    "stripes, 50 against 6",
    "flat pictures without any noise",
)
HOPELESS = ("noise, 60 to 3", "noise, few", "shapes, three", "colours, even")
SETS = {one.name: one for one in [*synthetic.easy(), *synthetic.hopeless()]}


@pytest.fixture
def verdict(request, tmp_path, monkeypatch):
    """What the gate says of a set, all stages in this process."""
    synthetic.write(SETS[request.param], tmp_path / "pictures")
    project = tmp_path / "project"
    template.make(project)
    prepare.prepare(project, template.Given(data=[str(tmp_path / "pictures")]))
    monkeypatch.chdir(project)
    for stage in STAGES:
        importlib.import_module(f"tasks.{stage}").main()
    return files.read_json(project / "data/evaluate/metrics.json")["verdict"]


@pytest.mark.e2e
@pytest.mark.parametrize("verdict", EASY, indirect=True)
def test_what_is_easy_is_built(verdict):
    assert verdict in ("pass", "undecided")


@pytest.mark.e2e
@pytest.mark.parametrize("verdict", HOPELESS, indirect=True)
def test_what_is_hopeless_never_passes(verdict):
    assert verdict in ("fail", "undecided")
