"""A source becomes a new folder: all of it or nothing, and its pictures as they were."""

import io
import json
import resource
import zipfile

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.writers.convert import Asked, convert

TURNED = 6


def jpeg(size, turn=1):
    data, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = turn
    Image.new("RGB", size).save(data, "JPEG", exif=exif)
    return data.getvalue()


@pytest.fixture
def source(tmp_path):
    """A picture that lies on its side, with a box as people see it; one upright, one that is broken."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(jpeg((40, 30), TURNED))
    (folder / "2.jpg").write_bytes(jpeg((40, 30)))
    (folder / "3.jpg").write_bytes(b"\xff\xd8\xff broken")
    sizes = {"1.jpg": (30, 40), "2.jpg": (40, 30), "3.jpg": (40, 30)}
    told = {
        "images": [
            {"id": n, "file_name": name, "width": width, "height": height}
            for n, (name, (width, height)) in enumerate(sizes.items())
        ],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            {"id": n, "image_id": n, "category_id": 1, "bbox": [0, 0, 30, 30]} for n in range(3)
        ],
    }
    (folder / "instances.json").write_text(json.dumps(told))
    return folder


@pytest.fixture
def asked(source, tmp_path):
    return lambda to, **more: Asked(source, tmp_path / "out", to, **more)


def test_turned_pictures_are_named(asked, source, tmp_path):
    done = convert(asked("voc"))
    assert [told for told in done.told if "EXIF" in told] == [
        "EXIF turns these pictures (1): 1.jpg; their boxes are of the picture as it is shown, and a program that "
        "does not turn it puts them elsewhere"
    ]
    told = (tmp_path / "out/Annotations/1.xml").read_text()
    assert "<width>30</width>" in told
    assert (tmp_path / "out/JPEGImages/1.jpg").read_bytes() == (source / "1.jpg").read_bytes()


def test_broken_pictures_are_left_out(asked):
    done = convert(asked("coco"))
    assert done.pictures == 2
    assert any("3.jpg" in told for told in done.told)


def test_losses_are_of_written_pictures(asked, source):
    told = json.loads((source / "instances.json").read_text())
    told["annotations"] += [
        {"id": n + 3, "image_id": n, "category_id": 1, "bbox": [1.5, 2, 9, 9]} for n in range(3)
    ]
    (source / "instances.json").write_text(json.dumps(told))
    with zipfile.ZipFile(source.parent / "in.zip", "w") as made:
        for path in source.iterdir():
            made.write(path, path.name)
    data = bytearray((source.parent / "in.zip").read_bytes())
    data[data.index((source / "2.jpg").read_bytes()) + 400] ^= 1
    (source.parent / "in.zip").write_bytes(data)
    done = convert(asked("voc")._replace(source=source.parent / "in.zip"))
    assert done.pictures == 1
    assert done.lost == ("rounded to whole pixels: 1 of 2 boxes",)


def test_damaged_members_are_left_out(source, tmp_path):
    """Of a zip, where it shows in the copying."""
    noise = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(noise, "PNG")
    (source / "2.jpg").write_bytes(noise.getvalue())
    told = json.loads((source / "instances.json").read_text())
    told["images"][1] |= {"width": 400, "height": 300}
    (source / "instances.json").write_text(json.dumps(told))
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as made:
        for path in source.iterdir():
            made.write(path, path.name)
    data = bytearray((tmp_path / "in.zip").read_bytes())
    data[data.index(noise.getvalue()[-100:])] ^= 1
    (tmp_path / "in.zip").write_bytes(data)
    done = convert(Asked(tmp_path / "in.zip", tmp_path / "out", "coco"))
    told = json.loads((tmp_path / "out/annotations/instances_default.json").read_text())
    assert [each["file_name"] for each in told["images"]] == ["1.jpg"]
    assert any("P246" in each for each in done.told)


def test_folders_are_read_for_sizes(tmp_path):
    (tmp_path / "in/cat").mkdir(parents=True)
    (tmp_path / "in/cat/1.jpg").write_bytes(jpeg((40, 30), TURNED))
    (tmp_path / "in/cat/2.jpg").write_bytes(b"\xff\xd8\xff broken")
    done = convert(Asked(tmp_path / "in", tmp_path / "out", "cvat"))
    told = (tmp_path / "out/annotations.xml").read_text()
    assert 'width="30" height="40"' in told
    assert any("P286" in each for each in done.told)


def test_a_full_disk_leaves_nothing(asked, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, before[1]))
    try:
        with pytest.raises(PeelError, match="P701"):
            convert(asked("coco"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_nothing_lies_in_the_source(asked, source):
    with pytest.raises(PeelError, match="P281"):
        convert(asked("coco")._replace(out=source / "below" / "out"))


def test_a_link_is_no_way_out(asked, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PeelError, match="P280"):
        convert(asked("coco"))
    assert list((tmp_path / "elsewhere").iterdir()) == []
