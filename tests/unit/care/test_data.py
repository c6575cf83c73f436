import json
import shutil
from pathlib import Path

import pytest

from peel import files
from peel.care import data
from peel.care.traces import Traces
from peel.images import shards
from peel.images.digest import of_file
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.report.facts import STRIPS
from peel.sources import forgotten
from peel.sources.contents import read_contents
from peel.sources.find import find as find_source
from peel.sources.ingest import ingest
from peel.sources.source import Terms
from peel.split import given
from peel.split.given import Given, Rule
from peel.tables import read_table
from peel.types.source import Ingested, Scanned
from tests.unit.care.test_holds import TRACES, other_png
from tests.unit.care.test_traces import DATA, ITEM, project  # noqa: F401 (a fixture)
from tests.unit.films.drawn import scene, write_film

SCANNED = Scanned(source="raw", form="", digest="", n_files=0, bytes=0)
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
    files.write_text(project / STRIPS / "000.jpg", "how a thing looks on a few frames")
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


@pytest.mark.usefixtures("erased")
def test_strips_of_frames_go_too(pets):
    assert not (pets / STRIPS / "000.jpg").exists()


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


@pytest.mark.slow
def test_films_of_forgotten_clips_are_known(tmp_path, monkeypatch):
    root = tmp_path / "raw"
    for label, seed in (("a", 1), ("b", 2)):
        (root / label).mkdir(parents=True)
        write_film(root / label / "1.mp4", scene(seed, 12))
    (tmp_path / "params.yaml").write_text("ingest:\n  source: raw\n")
    terms = Terms(Ingest(sources=("raw",)), find_kind("classification"))
    monkeypatch.chdir(tmp_path)
    files.write_text(tmp_path / "scanned.json", SCANNED.to_json())
    ingest(
        tmp_path / "data/ingest", cache=tmp_path / "c", terms=terms, scanned=Path("scanned.json")
    )
    rows = read_table(tmp_path / "data/ingest/manifest.parquet").to_pylist()
    traces = Traces(frozenset([rows[0]["item"]]), frozenset(), frozenset())
    film = of_file(root / "a" / "1.mp4")
    assert data.films(tmp_path, traces) == ([film], [])
    assert data.made_from(tmp_path, [film]) == {rows[0]["item"]}
    assert not data.is_blind(tmp_path)
    forgotten.add(tmp_path, [film])
    again = find_source([root], terms._replace(how=Ingest(frames=4)))
    assert [*read_contents(again, cache=tmp_path / "d").digests] == ["b/1.mp4"]
    (root / "a" / "1.mp4").unlink()
    assert data.films(tmp_path, traces) == ([], ["a/1.mp4"])
    assert data.made_from(tmp_path, [film]) == set()
    shutil.rmtree(root)
    assert data.is_blind(tmp_path)
