import json

import pytest
from PIL import Image

from peel.cli.main import run


@pytest.fixture
def place(make_bundle, tmp_path, monkeypatch):
    """A folder with a bundle, a red picture and a text."""
    make_bundle("bundle")
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (9, 9), (250, 0, 0)).save("a.png")
    (tmp_path / "b.png").write_text("no picture")
    return tmp_path


@pytest.mark.usefixtures("place")
def test_read_picture_ends_with_zero(capfd):
    assert run(["predict", "a.png"]) == 0
    assert capfd.readouterr().out.splitlines()[1].split()[:2] == ["a.png", "red"]


@pytest.mark.usefixtures("place")
def test_unread_picture_ends_with_one(capfd):
    assert run(["predict", "a.png", "b.png"]) == 1
    assert capfd.readouterr().err.startswith("b.png: P3")


@pytest.mark.usefixtures("place")
def test_answers_are_written_as_asked(capfd):
    run(["predict", "a.png", "--format", "json"])
    (answer,) = json.loads(capfd.readouterr().out)
    assert answer["source"] == "a.png"


@pytest.mark.usefixtures("place")
def test_more_classes_are_named_on_request(capfd):
    run(["predict", "a.png", "--top", "3"])
    assert "blue" in capfd.readouterr().out


@pytest.mark.usefixtures("place")
def test_absent_bundle_is_refused(capfd):
    assert run(["predict", "a.png", "--bundle", "nowhere"]) == 2
    assert capfd.readouterr().err.startswith("error: P656 no bundle there: got nowhere")


@pytest.mark.usefixtures("place")
def test_number_of_classes_begins_at_one(capfd):
    assert run(["predict", "a.png", "--top", "0"]) == 2
    assert "P107 " in capfd.readouterr().err


def test_films_beside_pictures_are_told(place, capfd):
    (place / "a.mp4").touch()
    (place / "b.png").unlink()
    (place / "c.png").write_bytes((place / "a.png").read_bytes())
    assert run(["predict", "."]) == 0
    assert "Not asked about: 1 film beside the pictures, such as a.mp4" in capfd.readouterr().err


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("option", ["--out", "--window", "--per-second"])
def test_options_of_films_need_films(option, capfd):
    assert run(["predict", "a.png", option, "3"]) == 2
    said = capfd.readouterr().err
    assert "P107 " in said
    assert f"{option}: it says nothing where pictures are asked about" in said
