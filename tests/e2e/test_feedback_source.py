"""In a clone, labels that came back join what was ingested before, and no sealed picture moves."""

import shutil

import pytest

from peel.params.edit import set_value
from peel.split.given import from_text
from peel.tables import read_table
from tests.e2e.small import fill, json, repro, set_param

pytestmark = pytest.mark.e2e


@pytest.fixture
def clone(project):
    """A project whose source is gone, with some feedback."""
    shutil.rmtree(project / "data" / "raw")
    folder = project / "data" / "feedback"
    fill(folder, 3, first=50)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png"))
    lines = [f"{name},{name[0]},train" for name in names]
    (folder / "labels.csv").write_text("\n".join(["path,label,part", *lines]) + "\n")
    set_param(project, "ingest.sources", ("data/raw", "data/feedback"))
    return project


def columns(project, part):
    return set(read_table(project / "data" / "split" / f"{part}.parquet")["item"].to_pylist())


def test_feedback_joins_training_alone(clone):
    before = {part: columns(clone, part) for part in ("train", "test")}
    given = from_text((clone / "data/split/given.csv").read_text()).parts
    assert repro(clone, "split") == ["scan", "ingest", "validate", "split"]
    assert columns(clone, "test") == before["test"]
    assert before["train"] <= columns(clone, "train")
    assert len(columns(clone, "train") - before["train"]) == 9
    now = from_text((clone / "data/split/given.csv").read_text()).parts
    assert given.items() <= now.items()
    assert repro(clone, "split") == ["scan"]


def test_named_heads_alone_are_tried(clone):
    members = json(clone, "search/choice.json")["members"]
    only = tuple(f"{m['branch']}/{m['tap']}/{m['pooling']}/{m['head']}" for m in members)
    path = clone / "params.yaml"
    path.write_text(set_value(path.read_text(), "search.only", value=only))
    whole = json(clone, "search/search.json")
    repro(clone, "search")
    found = json(clone, "search/search.json")
    assert found["n_candidates"] == len(set(only))
    assert found["cpu_s"] < whole["cpu_s"]
    assert found["cached"] >= whole["n_items"]
