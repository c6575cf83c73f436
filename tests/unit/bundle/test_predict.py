"""Pictures in, answers out."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from peel.bundle.golden import Golden, pack
from peel.bundle.load import load
from peel.errors import PeelError
from peel.films import grid
from peel.runtime.session import open_session, run
from peel.types.items import ImageSpec
from peel.types.model import Branch
from peel.types.stranger import Stranger
from tests.unit.films.drawn import write_film


@pytest.fixture
def model(make_bundle):
    return load(make_bundle())


@pytest.fixture
def stranger():
    """Known are pictures of a mean level up to 100."""
    return Stranger(tap=1, limit=100.0, share=0.95, auroc=0.9, found=0.5, n_classes=3)


@pytest.fixture
def far_model(make_onnx):
    return make_onnx(has_distance=True)


def _golden(model, images, change=0.0):
    told = [run(open_session(model), image[None]) for image in images]
    p, distances = (
        np.concatenate([one[name] for one in told]) for name in ("probabilities", "distance")
    )
    outputs = {"probabilities": p, "distance": (distances + change).astype(np.float32)}
    return pack(Golden(images, outputs))


def _png(colour, size=(9, 4)):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_answers_come_in_order(model, tmp_path):
    path = tmp_path / "grün #1.png"
    path.write_bytes(_png("green"))
    pictures = [_png("red"), path, str(path), np.full((3, 3, 3), [0, 0, 250], np.uint8)]
    answers = model.predict(pictures)
    assert [answer.class_name for answer in answers] == ["red", "green", "green", "blue"]
    assert [answer.source for answer in answers] == ["item 0", str(path), str(path), "item 3"]
    assert all(answer.error is None for answer in answers)


def test_answer_carries_the_item_s_digest(model):
    data = _png("red")
    (answer, pixels) = model.predict([data, np.zeros((2, 2, 3), np.uint8)])
    assert answer.item == hashlib.sha256(data).hexdigest()
    assert pixels.item == ""


def test_probabilities_are_those_of_the_file(model, images):
    table = model.run(images)["probabilities"]
    answers = model.predict(list(images))
    assert table.shape == (4, 3)
    np.testing.assert_allclose(table.sum(axis=1), 1, rtol=1e-6)
    rows = [list(answer.probabilities.values()) for answer in answers]
    np.testing.assert_array_equal(np.array(rows, np.float32), table)
    assert list(answers[0].probabilities) == list(model.names)


def test_no_pictures_give_no_answers(model):
    assert model.predict([]) == []


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"", "P301"),
        (b"no picture", "P302"),
        (_png("red")[:40], "P30"),
        ("nowhere.png", "P665"),
        (Path("/"), "P665"),
        ("nul\0byte", "P665"),
        (np.zeros((3, 3), np.uint8), "P664"),
        (np.zeros((3, 3, 3)), "P664"),
        (7, "P665"),
    ],
)
def test_bad_picture_does_not_end_the_batch(model, picture, code):
    good, bad, last = model.predict([_png("red"), picture, _png("blue")])
    assert (good.class_name, last.class_name) == ("red", "blue")
    assert code in bad.error
    assert bad == type(good)(source=bad.source, item=bad.item, error=bad.error)


def test_unreadable_picture_keeps_its_digest(model):
    (answer,) = model.predict([b"no picture"])
    assert answer.item == hashlib.sha256(b"no picture").hexdigest()


@pytest.mark.parametrize(
    "single", ["a.png", b"bytes", Path("a.png"), np.zeros((2, 2, 3), np.uint8)]
)
def test_single_picture_is_no_list(model, single):
    with pytest.raises(PeelError, match=r"P663 .*do: write predict\(\[picture\]\)"):
        model.predict(single)


def test_answers_come_one_by_one(model):
    def pictures():
        yield _png("red")
        pytest.fail("the second picture was read before the first answer was taken")

    assert next(model.answers(pictures())).class_name == "red"


def test_array_that_is_no_picture_is_refused(model):
    with pytest.raises(PeelError, match=r"P664 array is no picture: got shape 2x2, float64"):
        model.run([np.zeros((2, 2))])


def test_views_are_pictures_too(model):
    turned = np.zeros((3, 8, 8), np.uint8).transpose(1, 2, 0)[:, ::-1]
    assert model.predict([turned])[0].error is None


def test_name_that_is_no_text_is_escaped(model):
    (answer,) = model.predict(["bad\udcff.png"])
    assert answer.source == "bad\\udcff.png"
    assert answer.to_json()


def test_picture_beyond_the_limit_is_strange(make_bundle, far_model, images, stranger):
    golden = _golden(far_model, images)
    model = load(make_bundle(model=far_model, golden=golden, stranger=stranger))
    dark, bright = model.predict([_png((90, 90, 90)), _png((250, 250, 250))])
    assert (dark.is_strange, bright.is_strange) == (False, True)
    assert (dark.distance, bright.distance) == (90.0, 250.0)
    assert model.run(images[:1])["distance"].shape == (1,)


def test_model_without_limit_finds_none_strange(model):
    (answer,) = model.predict([_png("white")])
    assert (answer.is_strange, answer.distance) == (False, None)


@pytest.mark.parametrize("change", [2.0, np.nan])
def test_other_distances_are_refused(make_bundle, far_model, images, stranger, change):
    golden = _golden(far_model, images, change)
    with pytest.raises(PeelError, match="P661"):
        load(make_bundle(model=far_model, golden=golden, stranger=stranger))


def test_missing_distance_is_refused(make_bundle, far_model, golden_bytes, images, stranger):
    with pytest.raises(PeelError, match="P661"):
        load(make_bundle("no output", golden=_golden(far_model, images), stranger=stranger))
    with pytest.raises(PeelError, match=r"P655 .*distance"):
        load(make_bundle(model=far_model, golden=golden_bytes, stranger=stranger))


def test_unreadable_picture_has_no_class(make_bundle):
    """Whoever prints the class of every answer sees None, and no traceback."""
    (answer,) = load(make_bundle("bundle")).predict(["missing.png"])
    assert answer.class_name is None
    assert "P665" in answer.error


@pytest.mark.slow
def test_model_of_clips_answers_films(make_bundle, tmp_path):
    image = ImageSpec(frames=6)
    clips = load(make_bundle(branches=(Branch(name="a", backbone="a", key="", image=image),)))
    red = np.full((64, 96, 3), (250, 0, 0), np.uint8)
    film = write_film(tmp_path / "red.mp4", [red] * 12)
    short = write_film(tmp_path / "short.avi", [red] * 3)
    good, same, bad, frames = clips.predict([film, film.read_bytes(), short, grid.join([red] * 6)])
    assert (good.class_name, same.class_name, frames.class_name) == ("red", "red", "red")
    assert bad.error.startswith("P692 ")
    photos = [np.zeros((h, w, 3), np.uint8) for h, w in ((1, 50), (9, 9), (2, 3), (1080, 1920))]
    assert {answer.error[:5] for answer in clips.predict(photos)} == {"P695 "}


@pytest.mark.slow
def test_model_of_pictures_answers_no_film(model, tmp_path):
    film = write_film(tmp_path / "film.mp4", [np.zeros((64, 96, 3), np.uint8)] * 12)
    (answer,) = model.predict([film])
    assert answer.error.startswith("P302 ")
