from __future__ import annotations

import posixpath
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from peel.errors import PeelError
from peel.images.decode import decode, extent
from peel.images.digest import of_file
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources import find as room
from peel.sources import forgotten
from peel.sources.album import Album
from peel.sources.annotated import read_annotated
from peel.sources.contents import read_contents
from peel.sources.disk import DiskTree
from peel.sources.source import Row, Source, Terms, made_of
from peel.sources.stills import is_still, with_stills
from tests.unit.films.drawn import write_film
from tests.unit.tracking.moving import SIZE, frames

pytestmark = pytest.mark.slow
LINES = "2,1,2,10,20,20,1,1,1\n5,1,8,10,20,20,1,1,1\n5,2,8,60,20,20,0,1,1\n"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("road")
    write_film(root / "film é.mp4", frames(12))
    (root / "gt").mkdir()
    (root / "gt" / "gt.txt").write_text(LINES)
    return root


def read_road(root: Path) -> Source:
    """What is in it, however little to learn from."""
    album = Album(with_stills(DiskTree(root)))
    return read_annotated(album, Terms(Ingest(), find_kind("detection")))


def refused(tree, path):
    with pytest.raises(PeelError) as caught:
        tree.read(path)
    return caught.value.code


def test_frames_with_lines_are_pictures(drawn):
    tree = with_stills(DiskTree(drawn))
    assert list(tree.entries) == [
        "film é.mp4/000002.jpg",
        "film é.mp4/000005.jpg",
        "gt/gt.txt",
    ]
    for path, number in (("film é.mp4/000005.jpg", 4), ("film é.mp4/000002.jpg", 1)):
        pixels = decode(tree.read(path)).pixels.astype(int)
        assert np.abs(pixels - frames(12)[number]).mean() < 4


def test_head_tells_the_size(drawn):
    tree = with_stills(DiskTree(drawn))
    path = "film é.mp4/000005.jpg"
    assert extent(tree.head(path, 1 << 16)).shown == (SIZE[1], SIZE[0])
    assert tree.read(path).startswith(tree.head(path, 300))


def test_frame_is_known_by_its_film(drawn):
    tree = with_stills(DiskTree(drawn))
    film = of_file(drawn / "film é.mp4")
    assert made_of(tree, "film é.mp4/000005.jpg") == f"{film} 000005.jpg"
    assert made_of(tree, "gt/gt.txt") == ""


def test_forgotten_film_gives_no_frames(drawn, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    tree = with_stills(DiskTree(drawn))
    rows = tuple(Row(path, 0, "", "", "") for path in tree.entries if is_still(path))
    source = Source(form="", tree=tree, rows=rows, skipped=())
    forgotten.add(tmp_path, [f"{of_file(drawn / 'film é.mp4')} 000005.jpg"])
    assert [*read_contents(source, cache=Path("one")).digests] == ["film é.mp4/000002.jpg"]
    forgotten.add(tmp_path, [of_file(drawn / "film é.mp4")])
    assert [*read_contents(source, cache=Path("all")).digests] == []


def test_zip_gives_the_same_bytes(drawn, tmp_path):
    root = shutil.copytree(drawn, tmp_path / "road")
    lines = [f"{n},{m},{2 * n},{9 * m},20,20,1,1,1\n" for n in range(1, 13) for m in (1, 2, 3)]
    (root / "gt" / "gt.txt").write_text("".join(lines))
    with zipfile.ZipFile(tmp_path / "road.zip", "w") as archive:
        for path in ("film é.mp4", "gt/gt.txt"):
            archive.write(root / path, path)
    sources = [
        room.find([place], Terms(Ingest(), find_kind("detection")))
        for place in (root, tmp_path / "road.zip")
    ]
    rows = [[(row.path, row.label, row.group) for row in source.rows] for source in sources]
    assert rows[0] == rows[1]
    assert {group for _, _, group in rows[0]} == {"sequence"}
    assert len({source.tree.read(rows[0][0][0]) for source in sources}) == 1
    assert {made_of(s.tree, rows[0][0][0]) for s in sources} == {
        f"{of_file(root / 'film é.mp4')} 000001.jpg"
    }
    assert "left out: gt.txt" not in "".join(sources[0].notes)


def test_other_trees_stay_as_they_are(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "road")
    (tmp_path / "road" / "img1").mkdir()
    (tmp_path / "road" / "img1" / "000001.jpg").touch()
    plain = DiskTree(tmp_path / "road")
    assert with_stills(plain) is plain


def test_frame_behind_the_end_is_refused(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "road")
    (tmp_path / "road" / "gt" / "gt.txt").write_text(f"{LINES}99,1,2,10,20,20,1,1,1\n")
    tree = with_stills(DiskTree(tmp_path / "road"))
    assert refused(tree, "film é.mp4/000099.jpg") == "P292"


@pytest.mark.parametrize("words", ["", "\n", "1;1;2;10;20;20;1;1;1\n"])
def test_film_without_lines_is_told(drawn, tmp_path, words):
    for name in "ab":
        shutil.copytree(drawn, tmp_path / name)
    (tmp_path / "a" / "gt" / "gt.txt").write_text(words)
    source = read_road(tmp_path)
    assert {posixpath.dirname(row.path) for row in source.rows} == {"b/film é.mp4"}
    left = [each for each in source.skipped if each.code == "P262"]
    assert [each.path for each in left] == ["a/film é.mp4"]
    assert "gt/gt.txt beside it has no line" in left[0].reason


def test_films_without_any_line_say_so(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "a")
    for words in ("", "1;1;2;10;20;20;1;1;1\n"):
        (tmp_path / "a" / "gt" / "gt.txt").write_text(words)
        with pytest.raises(PeelError, match=r"gt/gt\.txt"):
            room.find([tmp_path], Terms(Ingest(), find_kind("detection")))


def test_frames_without_lines_are_counted(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "road")
    notes = read_road(tmp_path).notes
    assert [note for note in notes if "left out" in note] == [
        "10 frames of 1 film, such as road/film é.mp4, left out: gt.txt has no line for them, and nobody says that "
        "nothing is on them"
    ]


def test_other_films_need_tracks_beside(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "a")
    shutil.copytree(drawn, tmp_path / "b")
    shutil.copytree(drawn, tmp_path / "c")
    shutil.rmtree(tmp_path / "b" / "gt")
    shutil.copy(tmp_path / "c" / "film é.mp4", tmp_path / "c" / "other.mp4")
    source = read_road(tmp_path)
    advice = {(each.path, each.code): each.do for each in source.skipped}
    assert "gt/gt.txt beside it" in advice["b/film é.mp4", "P210"]
    assert "leave the one film of these frames beside gt" in advice["c/gt/gt.txt", "P278"]


def test_broken_film_is_told_once(drawn, tmp_path):
    for name in "ab":
        shutil.copytree(drawn, tmp_path / name)
    (tmp_path / "a" / "film é.mp4").write_text("no film")
    source = read_road(tmp_path)
    assert [each.code for each in source.skipped if each.code != "P210"] == ["P290"]


def test_broken_film_is_left_out(drawn, tmp_path):
    shutil.copytree(drawn, tmp_path / "road")
    (tmp_path / "road" / "film é.mp4").write_text("no film")
    tree = with_stills(DiskTree(tmp_path / "road"))
    assert list(tree.entries) == ["gt/gt.txt"]
    assert [(each.path, each.code) for each in tree.skipped] == [("film é.mp4", "P290")]


def test_film_that_failed_is_decoded_once(drawn, tmp_path):
    """Each of its frames would decode all of it in vain, and leave a spool behind."""
    film = shutil.copytree(drawn, tmp_path / "road") / "film é.mp4"
    tree = with_stills(DiskTree(tmp_path / "road"))
    whole = film.read_bytes()
    film.write_text("no film")
    assert refused(tree, "film é.mp4/000002.jpg") == "P290"
    film.write_bytes(whole)
    assert refused(tree, "film é.mp4/000005.jpg") == "P290"


def test_next_film_ends_the_last(drawn, tmp_path):
    for name in "ab":
        shutil.copytree(drawn, tmp_path / name)
    tree = with_stills(DiskTree(tmp_path))
    first = [tree.read(f"{name}/film é.mp4/000002.jpg") for name in "ab"]
    assert first[0] == first[1]
    again = [tree.read(f"{name}/film é.mp4/000005.jpg") for name in "ab"]
    assert again[0] == again[1] != first[0]


def test_stills_are_told_from_pictures():
    assert is_still("a/b.MKV/000001.jpg")
    assert not is_still("a/img1/000001.jpg")
