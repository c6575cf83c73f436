import json

import pytest

from peel import files
from peel.care import data
from peel.images import shards
from peel.split import given
from peel.split.given import Given, Rule
from peel.types.source import Ingested
from tests.unit.care.test_holds import TRACES, other_png
from tests.unit.care.test_traces import DATA, ITEM, project  # noqa: F401 (a fixture)

RULE = Rule(0, 0.2, "ignore")


@pytest.fixture
def pets(project):  # noqa: F811
    """A project with the picture in each place; nothing of DVC."""
    told = {"source": "raw", "form": "", "digest": "0" * 64, "n_items": 1, "n_shards": 1}
    counts = {"bytes": len(DATA), "classes": {}, "parts": {}, "skipped": ()}
    files.write_text(project / "data/ingest/ingest.json", Ingested(**told, **counts).to_json())
    parts = {ITEM: "test", "ee" * 32: "train"}
    files.write_text(project / "data/split/given.csv", given.to_text(Given(RULE, parts)))
    files.write_text(project / ".peel/looks.json", json.dumps({ITEM: ["m"], "ee" * 32: ["m"]}))
    (pixels,) = TRACES.pixels
    files.write_text(project / f".peel/cache/key/{pixels[:2]}/{pixels}.npy", "features")
    files.write_text(project / "data/evaluate/evaluation.json", json.dumps({"item": ITEM}))
    files.write_text(project / "data/search/choice.json", "{}")
    files.write_text(project / "data/report/report.html", "<!doctype html>")
    files.write_text(project / "notes.txt", f"I like {ITEM}")
    files.write_bytes(project / "data/raw/a.png", DATA)
    return project


@pytest.fixture
def erased(pets):
    return data.erase(pets, TRACES, own=[pets / "data/raw"], here=True)


def test_shards_lose_the_picture(erased, pets):
    assert (erased.n, erased.paths) == (1, ("a.png",))
    held = [shards.items(path) for path in (pets / "data/ingest/shards").iterdir()]
    assert held == []
    assert Ingested.read(pets / "data/ingest/ingest.json").n_items == 0


def test_sealed_part_shrinks(erased, pets):
    assert erased.sealed == 1
    left = given.from_text((pets / "data/split/given.csv").read_text())
    assert left == Given(RULE, {"ee" * 32: "train"})


@pytest.mark.usefixtures("erased")
def test_other_items_keep_their_count(pets):
    assert json.loads((pets / ".peel/looks.json").read_text()) == {"ee" * 32: ["m"]}


@pytest.mark.usefixtures("erased")
def test_features_and_outputs_go(pets):
    gone = [".peel/cache/key", "data/evaluate", "data/report", "data/validate"]
    assert [path for name in gone for path in (pets / name).rglob("*.*")] == []
    assert (pets / "data/search/choice.json").exists()


def test_own_files_are_named_and_stay(erased, pets):
    assert erased.theirs == (pets / "notes.txt",)
    assert (pets / "data/raw/a.png").exists()


def test_project_without_it_stays(pets):
    files.write_bytes(pets / "data/raw/b.png", other_png())
    before = {path for path in pets.rglob("*") if path.is_file()}
    nobody = type(TRACES)(frozenset(["12" * 32]), frozenset(), frozenset())
    assert data.erase(pets, nobody, own=[], here=False) == data.Erased(0, (), 0, 0, ())
    assert {path for path in pets.rglob("*") if path.is_file()} == before


def test_data_say_whether_they_hold_it(pets):
    assert data.held(pets, TRACES)
    data.erase(pets, TRACES, own=[], here=True)
    assert not data.held(pets, TRACES)
