"""`peel convert`, as a person types it."""

import io
import json
import zipfile

import pytest
from PIL import Image

from peel.cli.main import run
from peel.writers.forms import WRITERS


def png(size=(40, 30)):
    data = io.BytesIO()
    Image.new("RGB", size).save(data, "PNG")
    return data.getvalue()


def coco(pictures, annotations, names=("cat", "dog")):
    return json.dumps({
        "images": [
            {"id": n, "file_name": name, "width": 40, "height": 30} for n, name in enumerate(pictures)
        ],
        "categories": [{"id": n, "name": name} for n, name in enumerate(names)],
        "annotations": [
            {"id": n, "image_id": image, "category_id": name, "bbox": box, "iscrowd": crowd}
            for n, (image, name, box, crowd) in enumerate(annotations)
        ],
    })  # fmt: skip


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Two pictures with boxes and one with none, in the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("1.png", "2.png", "3.png"):
        (folder / name).write_bytes(png())
    boxes = [(0, 0, [1, 2, 10, 20], 0), (1, 1, [0.5, 0, 4, 4], 0), (1, 0, [0, 0, 9, 9], 1)]
    (folder / "instances.json").write_text(coco(("1.png", "2.png", "3.png"), boxes))
    return folder


@pytest.mark.usefixtures("source")
def test_what_was_written_is_told(capfd):
    assert run(["convert", "in", "out", "--to", "yolo"]) == 0
    told = capfd.readouterr().out.splitlines()
    assert told[0] == "Read as COCO annotations."
    assert (
        told[-1] == "out: 3 pictures, 2 boxes, 2 names as YOLO as Ultralytics reads it (data.yaml)"
    )
    assert (
        "Not kept: regions of many things (crowds), which would be taken for one thing: 1 of 3 boxes"
        in told
    )


def test_pictures_keep_their_bytes(source, tmp_path):
    assert run(["convert", "in", "out", "--to", "voc"]) == 0
    assert (tmp_path / "out/JPEGImages/1.png").read_bytes() == (source / "1.png").read_bytes()
    assert (tmp_path / "out/JPEGImages/1.png").stat().st_nlink == 1


def test_linked_pictures_are_the_same_files(source, tmp_path):
    assert run(["convert", "in", "out", "--to", "voc", "--link"]) == 0
    assert (tmp_path / "out/JPEGImages/1.png").samefile(source / "1.png")


@pytest.mark.usefixtures("source")
def test_what_exists_is_refused(tmp_path, capfd):
    (tmp_path / "out").mkdir()
    assert run(["convert", "in", "out", "--to", "coco"]) == 2
    assert capfd.readouterr().err.startswith("error: P280 ")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.usefixtures("source")
def test_missing_folder_is_not_made(tmp_path, capfd):
    assert run(["convert", "in", "not mounted/out", "--to", "coco"]) == 2
    assert capfd.readouterr().err.startswith("error: P287 ")
    assert not (tmp_path / "not mounted").exists()


@pytest.mark.usefixtures("source")
def test_strict_refuses_losses(tmp_path, capfd):
    assert run(["convert", "in", "out", "--to", "voc", "--strict"]) == 2
    told = capfd.readouterr().err
    assert "P282" in told
    assert "rounded to whole pixels: 1 of 3 boxes" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]
    assert run(["convert", "in", "out", "--to", "coco", "--strict"]) == 0


@pytest.mark.usefixtures("source")
def test_a_folder_in_the_source_is_refused(capfd):
    assert run(["convert", "in", "in/out", "--to", "coco"]) == 2
    assert "P281" in capfd.readouterr().err


def test_a_zip_is_read(source, tmp_path):
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as made:
        for path in source.iterdir():
            made.write(path, f"set/{path.name}")
    assert run(["convert", "in.zip", "out", "--to", "voc", "--link"]) == 0
    assert len(list((tmp_path / "out/Annotations").iterdir())) == 3


def test_class_folders_become_any_form(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("cat", "dog"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "1.png").write_bytes(png())
    assert run(["convert", "in", "out", "--to", "cvat"]) == 0
    told = (tmp_path / "out/annotations.xml").read_text()
    assert told.count("<tag label=") == 2


def test_films_keep_their_bytes(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    for name in ("cat", "dog"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / f"{name}.mp4").write_bytes(name.encode())
    assert run(["convert", "in", "out", "--to", "csv"]) == 0
    assert "out: 2 films, 2 names as" in capfd.readouterr().out
    assert sorted(path.read_bytes() for path in tmp_path.glob("out/images/*")) == [b"cat", b"dog"]
    assert run(["convert", "in", "other", "--to", "coco"]) == 2
    assert "a film, and this form is one of pictures" in capfd.readouterr().err


@pytest.mark.parametrize("form", ["nothing", ""])
@pytest.mark.usefixtures("source")
def test_unknown_forms_are_refused(capfd, form):
    assert run(["convert", "in", "out", "--to", "coco", "--from", form]) == 2
    assert "P284" in capfd.readouterr().err
    assert run(["convert", "in", "out", "--to", form]) == 2
    assert "P285" in capfd.readouterr().err


def test_nothing_left_is_refused(source, capfd):
    (source / "instances.json").write_text(coco(("1.png",), []))
    assert run(["convert", "in", "out", "--to", "folders"]) == 2
    assert "P283" in capfd.readouterr().err


def test_help_names_every_form(capfd):
    run(["convert", "--help"])
    told = capfd.readouterr().out
    assert [name for name in WRITERS if name not in told] == []


def test_names_move_no_cursor(source, capfd):
    (source / "4\x1b[2J\n.png").write_bytes(png())
    words = coco(("4\x1b[2J\n.png",), [(0, 0, [0, 0, 4, 4], 0)], ("a\x1b[31m\nb",))
    (source / "instances.json").write_text(words)
    assert run(["convert", "in", "out", "--to", "voc"]) == 0
    told = capfd.readouterr().out
    assert "\x1b" not in told
    assert "a\\x1b[31m\\nb is a_[31m_b" in told
