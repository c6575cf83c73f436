from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from peel.errors import PeelError
from peel.images.decode import decode
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.contents import read_contents
from peel.sources.find import find
from peel.sources.ingest import ingest
from peel.sources.source import Source, Terms
from peel.tables import read_table
from peel.types.source import Scanned
from tests.unit.films.drawn import scene, write_film

KIND = find_kind("classification")


def source(*paths: Path, frames: int = 6) -> Source:
    return find(paths, Terms(Ingest(frames=frames), KIND))


def empty(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clips")
    for label, seed in (("a", 1), ("a", 2), ("b", 3), ("b", 4)):
        (root / label).mkdir(exist_ok=True)
        write_film(root / label / f"{seed}.mp4", scene(seed, 12))
    (root / "b" / "short.mp4").write_bytes(b"no film")
    return root


def test_folder_of_films_is_one_of_clips(tmp_path: Path) -> None:
    found = source(empty(tmp_path, "a/1.mp4", "b/2.AVI", "notes.txt"), frames=8)
    assert [(row.path, row.label) for row in found.rows] == [("a/1.mp4", "a"), ("b/2.AVI", "b")]
    assert found.frames == 8
    assert "8 frames" in found.notes[-1]


def test_films_beside_pictures_are_left_out(tmp_path: Path) -> None:
    found = source(empty(tmp_path, "a/1.jpg", "b/2.jpg", "b/3.mp4"))
    assert found.frames == 1
    assert [each.reason for each in found.skipped] == ["a film beside pictures"]


@pytest.mark.parametrize("place", ["", "labels.csv"])
def test_table_of_films_outweighs_a_poster(tmp_path: Path, place: str) -> None:
    root = empty(tmp_path, "1.mp4", "2.mp4", "poster.jpg")
    (root / "labels.csv").write_text("path,label\n1.mp4,a\n2.mp4,b\n")
    found = source(root / place)
    assert (found.frames, [row.path for row in found.rows]) == (6, ["1.mp4", "2.mp4"])
    assert found.tree.head("1.mp4").startswith(b"\x89PNG")
    assert [(each.path, each.code) for each in found.skipped] == [("poster.jpg", "P224")]


def test_films_among_named_pictures_are_left_out(tmp_path: Path) -> None:
    root = empty(tmp_path, "1.mp4", "2.jpg", "3.jpg")
    (root / "labels.csv").write_text("path,label\n1.mp4,a\n2.jpg,b\n3.jpg,a\n")
    found = source(root)
    assert (found.frames, [row.path for row in found.rows]) == (1, ["2.jpg", "3.jpg"])
    told = [(each.path, each.line, each.reason) for each in found.skipped]
    assert told == [("1.mp4", 2, "a film beside pictures")]


def test_films_are_named_where_pictures_lack(tmp_path: Path) -> None:
    root = empty(tmp_path, "a/p.jpg", *(f"{n}/{n}.mp4" for n in "abc"))
    with pytest.raises(PeelError, match=r"^P205 .*left out: 3 films beside pictures"):
        source(root)


def test_table_states_clips_and_their_groups(tmp_path: Path) -> None:
    root = empty(tmp_path, "x/1.mp4", "x/2.mp4")
    (root / "groups.csv").write_text("clip,label,group\nx/1.mp4,a,one\n2,b,two\n")
    for place in (root, root / "groups.csv"):
        found = source(place)
        assert [(row.path, row.label, row.group) for row in found.rows] == [
            ("x/1.mp4", "a", "one"),
            ("x/2.mp4", "b", "two"),
        ]
        assert found.frames == 6


def test_clips_and_pictures_are_not_mixed(tmp_path: Path) -> None:
    films = empty(tmp_path / "films", "a/1.mp4", "b/2.mp4")
    pictures = empty(tmp_path / "pictures", "a/1.jpg", "b/2.jpg")
    with pytest.raises(PeelError, match=r"^P694 .*films holds clips"):
        source(films, pictures)


def test_labels_from_use_are_of_clips_too(tmp_path: Path) -> None:
    films = empty(tmp_path / "films", "a/1.mp4", "b/2.mp4")
    back = empty(tmp_path / "data" / "feedback", "1.png")
    (back / "labels.csv").write_text("path,label\n1.png,a\n")
    assert source(films, back).frames == 6


def test_boxes_are_not_learnt_from_clips(tmp_path: Path) -> None:
    films = empty(tmp_path, "a/1.mp4", "b/2.mp4")
    with pytest.raises(PeelError, match=r"^P203 .*2 films .*gt/gt.txt beside each film"):
        find([films], Terms(Ingest(), find_kind("detection")))


def test_films_alone_are_called_films(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P204 .*films without class folders"):
        source(empty(tmp_path, "1.mp4", "2.mp4"))
    with pytest.raises(PeelError, match=r"^P202 .*films of each thing"):
        source(tmp_path / "1.mp4")


def test_films_that_all_fail_say_why(tmp_path: Path) -> None:
    terms, cache = Terms(Ingest(sources=(str(tmp_path / "in"),)), KIND), tmp_path / "cache.json"
    empty(tmp_path / "in", "a/1.mp4", "b/2.mp4")
    with pytest.raises(
        PeelError, match=r"^P203 .*source holds no pictures: got .*2 films, such as a/1.mp4: P290"
    ):
        ingest(tmp_path / "out", cache=cache, terms=terms, scanned=tmp_path / "none.json")


@pytest.mark.slow
def test_clip_is_read_as_its_frames(folder: Path) -> None:
    found = source(folder, frames=4)
    pixels = decode(found.tree.read("a/1.mp4")).pixels
    assert pixels.shape == (2 * 64, 2 * 96, 3)
    assert found.tree.head("a/1.mp4") == found.tree.read("a/1.mp4")[:8]


@pytest.mark.slow
def test_clips_are_ingested_with_their_frames(folder: Path, tmp_path: Path) -> None:
    terms = Terms(Ingest(sources=(str(folder),)), KIND)
    cache, scanned = tmp_path / "cache.json", tmp_path / "source.json"
    scanned.write_text(Scanned(source="set", form="", digest="", n_files=0, bytes=0).to_json())
    told = ingest(tmp_path / "out", cache=cache, terms=terms, scanned=scanned)
    assert (told.n_items, [each.code for each in told.skipped]) == (4, ["P290"])
    assert read_table(tmp_path / "out" / "manifest.parquet")["frames"].to_pylist() == [6] * 4


@pytest.mark.slow
def test_other_number_of_frames_is_other_content(folder: Path, tmp_path: Path) -> None:
    told = [
        read_contents(source(folder, frames=frames), cache=tmp_path / "cache.json").digests
        for frames in (6, 4, 6)
    ]
    assert told[0] == told[2]
    assert not np.intersect1d([*told[0].values()], [*told[1].values()]).size
