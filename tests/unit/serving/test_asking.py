import io
import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from peel.errors import PeelError
from peel.images.digest import of_bytes
from peel.problem import find
from peel.serving import run
from peel.serving.asking import Asked, abstains, lists, predict
from peel.serving.lanes import Place
from peel.types.answer import Answer
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch
from tests.unit.bundle.conftest import Maker
from tests.unit.films.drawn import write_film
from tests.unit.serving.conftest import Asker, png, start


def test_outputs_of_one_picture_are_lists():
    assert lists({"p": np.array([[0.5, 0.5]]), "d": np.array([2.0])}, ()) == {
        "p": [0.5, 0.5],
        "d": 2.0,
    }


@pytest.mark.parametrize(
    ("keep", "rate", "kept"),
    [("off", 1.0, 0), ("audit", 0.0, 0), ("audit", 1.0, 1), ("all", 0.0, 1)],
)
def test_pictures_are_kept_as_asked(begin, keep, rate, kept):
    asker = begin(keep=keep, audit_rate=rate)
    row = (asker.whole if kept else asker.row)(asker.ticket())
    assert row.kept == bool(kept)
    assert row.item == of_bytes(png())


def test_look_alikes_share_a_group(begin):
    asker = begin(keep="all")
    pictures = [png(), png(form="JPEG"), png((20, 20, 200))]
    told = [asker.predict(data).json()["predictions"][0]["ticket"] for data in pictures]
    first, same, other = (asker.whole(ticket).group for ticket in told)
    assert (first == same, first == other) == (True, False)


def test_audited_share_is_the_rate(asker):
    mint = asker.server.mint
    drawn = sum(mint.is_drawn(mint.new(float(n)), 0.05) for n in range(4000))
    assert 140 <= drawn <= 260


def test_kept_picture_tells_no_place(begin):
    """What the camera wrote beside the pixels (GPS, its number) is kept nowhere."""
    asker, exif = begin(keep="all"), Image.Exif()
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    exif[0x010F] = "CANARY"
    buffer = io.BytesIO()
    Image.open(io.BytesIO(png())).save(buffer, "JPEG", exif=exif)
    ticket = asker.predict(buffer.getvalue()).json()["predictions"][0]["ticket"]
    item = asker.row(ticket).item
    deadline = time.monotonic() + 30
    while not (paths := list(asker.server.state.pictures.rglob(f"{item}.png"))):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert b"CANARY" not in paths[0].read_bytes()
    assert dict(Image.open(paths[0]).getexif()) == {}


def test_challenger_answers_beside_the_audit(begin):
    asker = begin(audit_rate=1.0)
    live = asker.server.live
    live.shadow = live.now()._replace(digest="c" * 64)
    row = asker.whole(asker.ticket())
    assert (row.shadow_model, row.shadow) == ("c" * 64, row.outputs)


def test_strange_picture_is_abstained_from(begin):
    server = begin(abstain_strange=True).server
    answer = find("classification").answer(is_strange=True)
    assert "unlike" in (abstains(server, server.live.now(), answer=answer) or "")
    assert abstains(server, server.live.now(), answer=Answer()) is None


def test_several_labels_have_no_one_confidence(begin):
    server = begin(abstain_below=1.0).server
    problem = find("multilabel")
    outputs = {"probabilities": np.array([[0.9, 0.8]])}
    (answer,) = problem.decode(outputs, LabelSpace(names=("a", "b")))
    loaded = SimpleNamespace(model=SimpleNamespace(problem=problem))
    assert abstains(server, loaded, answer=answer) is None


def test_challenger_that_fails_takes_no_ticket(begin):
    asker = begin(audit_rate=1.0)
    live = asker.server.live

    class Broken:
        def run(self, pictures):
            raise RuntimeError(len(pictures))

    live.shadow = live.now()._replace(digest="c" * 64, model=Broken())
    row = asker.whole(asker.ticket())
    assert (row.audited, row.kept, row.shadow_model, row.shadow) == (True, True, "", None)


def test_full_room_aside_makes_all_alike(begin):
    """An audited answer is then written as every other, at once: nobody waits for the challenger or the picture."""
    asker = begin(audit_rate=0.5)
    live, aside = asker.server.live, asker.server.lanes.aside
    ran: list[str] = []

    class Slow:
        def run(self, pictures):
            ran.append(threading.current_thread().name)
            return live.now().model.run(pictures)

    live.shadow = live.now()._replace(digest="c" * 64, model=Slow())
    before, gate = aside.left_out, threading.Event()
    while aside.put(lambda: gate.wait(5)):
        pass
    told = [asker.ticket() for _ in range(16)]
    rows = [asker.row(ticket) for ticket in reversed(told)]
    gate.set()
    assert {row.audited for row in rows} == {True, False}
    assert {(row.kept, row.shadow, row.group == row.item) for row in rows} == {(False, None, True)}
    assert ran == []
    assert aside.left_out - before == 1 + sum(row.audited for row in rows)


def test_label_at_once_tells_no_audit(begin):
    """The ticket of an audited answer is as soon there as another: 201 for all, and its picture comes later."""
    asker = begin(audit_rate=0.5)
    tickets = [asker.ticket() for _ in range(12)]
    answers = [
        asker.post("/v1/feedback", json={"ticket": ticket, "label": "red"}) for ticket in tickets
    ]
    assert {answer.status_code for answer in answers} == {201}
    assert len({asker.row(ticket).audited for ticket in tickets}) == 2


@pytest.mark.slow
def test_model_of_clips_is_asked_films(tmp_path):
    image = ImageSpec(frames=6)
    branch = Branch(name="a", backbone="a", key="", image=image)
    server = start(tmp_path / "project", Maker(tmp_path)(branches=(branch,)), keep="all")
    try:
        asker = Asker(server)
        red = np.full((64, 96, 3), (250, 0, 0), np.uint8)
        film = write_film(tmp_path / "red.mp4", [red] * 12).read_bytes()
        told = asker.predict(film).json()["predictions"][0]
        assert told["answer"]["class_name"] == "red"
        assert asker.whole(told["ticket"]).item == of_bytes(film)
        short = write_film(tmp_path / "short.mp4", [red] * 3).read_bytes()
        refused = asker.predict(short)
        assert (refused.status_code, refused.json()["code"]) == (422, "P692")
        loaded, late = server.live.now(), Place(server.lanes, time.monotonic())
        busy = loaded.model.pixels._clips._lock
        with busy, pytest.raises(PeelError, match=r"^P298 "):
            predict(server, Asked(loaded, None, 0.0), data=film, place=late)
        photo = asker.predict(png())
        assert (photo.status_code, photo.json()["code"]) == (422, "P695")
    finally:
        run.close(server)
