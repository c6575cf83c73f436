"""An installation with a champion, answers, kept pictures and labels."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from peel.bundle.files import CARD
from peel.feedback import epochs, labels, tickets
from peel.feedback.store import open_store
from peel.images.digest import of_bytes
from peel.project.state import state_of
from peel.types.bundle import Card
from tests.unit.feedback.conftest import MINT, answer, epoch, said

MODEL = "m" * 64


def png(seed):
    """Some picture."""
    out = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (12, 12, 3), np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def scene(seed):
    """Some picture with large shapes."""
    out = io.BytesIO()
    small = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    Image.fromarray(small).resize((96, 96), Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def again(data):
    """The same, after one more pass of JPEG and a little more light: what the next frame is."""
    jpeg, out = io.BytesIO(), io.BytesIO()
    lighter = Image.open(io.BytesIO(data)).point(lambda level: min(255, level + 3))
    lighter.save(jpeg, "JPEG", quality=80)
    Image.open(jpeg).save(out, "PNG")
    return out.getvalue()


class Installed:
    """A store in which answers and labels are put by hand."""

    def __init__(self, folder, card_json):
        self.state = state_of(folder)
        self.store = open_store(self.state)
        self.card = Card.model_validate_json(card_json)
        epochs.remember_card(self.store, MODEL, card_json=card_json, now=0)
        self.epoch = epochs.open_epoch(self.store, epoch(), now=0)

    def use(
        self,
        seed,
        label,
        *,
        p=(0.5, 0.3, 0.2),
        at=1.0,
        by="ann",
        trust="auditor",
        picture=None,
        **ticket,
    ):
        """One answer with its picture and label."""
        data = png(seed) if picture is None else picture
        item = of_bytes(data)
        path = self.state.pictures / item[:2] / f"{item}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        fields = {"item": item, "group": item[:8], "outputs": {"probabilities": list(p)}} | ticket
        told = answer(at, **fields)
        with self.store.writing() as connection:
            tickets.add(connection, [told])
        labels.add(self.store, [said(told.ticket, label, by=by, trust=trust, at=at)], mint=MINT)
        return told


@pytest.fixture
def installed(tmp_path, make_bundle, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    bundle = make_bundle("champion")
    return Installed(tmp_path, (bundle / CARD).read_text())
