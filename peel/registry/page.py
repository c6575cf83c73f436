"""The judgement as a page: what was asked, and the pictures on which the challenger is worse."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from peel.html import page
from peel.html.thumb import of_image
from peel.images.shards import read_pixels
from peel.project.state import State
from peel.tables import read_table
from peel.types.judgement import Judgement
from peel.types.report import Thumb

_SHOWN = 60
_HEADINGS = {
    "promote": "This model is better than the champion",
    "shadow": "This model may be better than the champion",
    "refuse": "The champion stays",
}


def folder(state: State) -> Path:
    """Where the pages lie; pictures are in them."""
    return state.folder / "judgements"


def path(state: State, model: str) -> Path:
    """Where the page about the model with this digest lies."""
    return folder(state) / f"{model}.html"


def render(told: Judgement, *, data: Path) -> str:
    """The page as HTML; the pictures are those of the sealed part in the project's `data`, as far as they are there."""
    flips = told.flips[:_SHOWN]
    thumbs = _thumbs({one.item: one.label for one in flips}, data)
    return page.finish(
        page.environment("peel.registry"),
        "judgement.html",
        it=told,
        heading=_HEADINGS[told.verdict],
        shown_flips=[(one, thumbs.get(one.item)) for one in flips],
    )


def _thumbs(labels: dict[str, str], data: Path) -> dict[str, Thumb]:
    test = data / "split/test.parquet"
    if not labels or not test.is_file():
        return {}
    rows = [row for row in read_table(test).to_pylist() if row["item"] in labels]
    shards = data / "ingest/shards"
    return {
        row["item"]: of_image(Image.fromarray(read_pixels(shards, row).pixels), labels[row["item"]])
        for row in rows
    }
