"""The pictures that a command line names."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.bundle.pictures import films_in, find_films, find_pictures
from peel.errors import PeelError


@pytest.fixture
def folder(tmp_path):
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.png", "deep/c.webp", ".git/d.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_folder_gives_its_pictures_sorted(folder):
    found = [path.relative_to(folder).as_posix() for path in find_pictures([folder])]
    assert found == ["a.png", "b.JPG", "deep/c.webp"]


def test_named_file_always_counts(folder):
    places = [folder / "notes.txt", Path("nowhere.png")]
    assert find_pictures(places) == places


def test_circle_of_links_ends(folder):
    (folder / "deep" / "round").symlink_to(folder)
    assert len(find_pictures([folder])) == 3


def test_picture_without_ending_counts(folder):
    (folder / "deep" / "no_ending").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert folder / "deep" / "no_ending" in find_pictures([folder])


def test_linked_folders_count_too(folder, tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    (store / "x.png").touch()
    (folder / "session").symlink_to(store)
    assert folder / "session" / "x.png" in find_pictures([folder])


def test_folder_without_pictures_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"P666 no picture or film there"):
        find_pictures([tmp_path])


def test_no_place_is_refused():
    with pytest.raises(PeelError, match=r"P666 no picture or film there: got no path"):
        find_pictures([])


def test_folder_of_films_gives_them(folder):
    (folder / "films").mkdir()
    film = folder / "films" / "a.MP4"
    film.touch()
    assert find_films([folder / "films"]) == find_films([film]) == [film]


def test_film_among_pictures_is_none_to_ask(folder):
    (folder / "a.mp4").touch()
    assert find_films([folder]) == []
    assert films_in([folder, Path("b.mp4")]) == [folder / "a.mp4"]
    with pytest.raises(PeelError, match=r"^P691 "):
        find_films([folder / "a.mp4", folder])
