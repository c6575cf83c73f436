"""What is written in a form and read again is what was written, for everything that the form can hold."""

import io
import shutil
import tempfile
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from peel.types.marks import Mark, Marked
from peel.writers.forms import WRITERS
from peel.writers.holds import kept
from peel.writers.reading import take

# The forms that are read as they are written, and as what. A table with one name in a cell may mean several by these letters.
FORMS = {
    "folders": "auto", "csv": "auto", "csv_columns": "auto", "csv_boxes": "boxes_csv", "coco": "coco", "voc": "voc",
    "yolo": "yolo", "darknet": "yolo", "cvat": "cvat", "labelme": "labelme", "label_studio": "label_studio",
    "open_images": "open_images", "mot": "mot",
}  # fmt: skip
_BETWEEN = frozenset("|;,[]'\"")
ODD = "aZé中 ,;\"'<>&|[]{}()#%=+-_.:*?/\\@~`!$^0\u0301\U0001f600"
stems = st.text(ODD.replace("/", ""), min_size=1, max_size=6)


def names(letters):
    """As they come from a source: composed, without blanks around them."""
    found = st.text(letters, min_size=1, max_size=8)
    return found.map(lambda name: unicodedata.normalize("NFC", name).strip()).filter(bool)


sides = st.integers(16, 64)
parts = st.sampled_from(["", "train", "val", "test"])


@st.composite
def boxes(draw, size):
    """Within the picture, to a hundredth of a pixel, at least a pixel wide."""

    def span(side):
        start = draw(st.integers(0, 100 * (side - 2)))
        end = draw(st.integers(start + 100, 100 * side))
        if draw(st.booleans()):
            return start // 100, max(end // 100, start // 100 + 1)
        return start / 100, end / 100

    (left, right), (top, bottom) = span(size[0]), span(size[1])
    return (left, top, right, bottom)


@st.composite
def marks(draw, size, *, letters):
    def mark():
        name = draw(names(letters))
        if draw(st.integers(0, 3)) == 0:
            return Mark(name)
        flag = draw(st.sampled_from(["", "", "", "crowd", "difficult", "track"]))
        box = draw(boxes(size))
        return Mark(
            name,
            box,
            flag == "crowd",
            flag == "difficult",
            None,
            draw(st.integers(1, 9)) if flag == "track" else None,
        )

    found = [mark() for _ in range(draw(st.integers(0, 4)))]
    own = []
    for mark in found:  # what stands there twice, or nearly, is read once
        if not any(_doubled(mark, other) for other in own):
            own.append(mark)
    return tuple(own)


def _doubled(mark, other):
    if mark.name != other.name or mark.box is None or other.box is None:
        return mark._replace(is_difficult=False) == other._replace(is_difficult=False)
    (a, b, c, d), (e, f, g, h) = mark.box, other.box
    both = max(min(c, g) - max(a, e), 0) * max(min(d, h) - max(b, f), 0)
    return both > 0.9 * ((c - a) * (d - b) + (g - e) * (h - f) - both)


@st.composite
def pictures(draw, letters=ODD):
    found = {}
    for _ in range(draw(st.integers(1, 5))):
        folder = draw(st.sampled_from(["", "a/", "a/b c/", "val/"]))
        path = f"{folder}{draw(stems)}{draw(st.sampled_from(['.png', '.PNG']))}"
        size = (draw(sides), draw(sides))
        group = draw(st.sampled_from(["", "film 1", "g"]))
        found[path] = Marked(path, size, draw(marks(size, letters=letters)), draw(parts), group)
    return list(found.values())


@cache
def png(size):
    data = io.BytesIO()
    Image.new("L", size).save(data, "PNG")
    return data.getvalue()


def written_and_read(writer, marked):
    """What was to be written, and what was read of it, by the paths in the new folder."""
    sheet = writer.plan(marked).sheet
    folder = Path(tempfile.mkdtemp())
    try:
        for each in sheet.pictures:
            (folder / each.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / each.path).write_bytes(png(each.size))
        writer.annotate(sheet, folder)
        taken = take(folder, FORMS[writer.name])
    finally:
        shutil.rmtree(folder)
    return sheet, taken


def told(pictures):
    """As they are compared; a set of which all is for training has no parts."""
    if {each.part for each in pictures} == {"train"}:
        pictures = [each._replace(part="") for each in pictures]
    return sorted((p.path, sorted(p.marks, key=repr), p.part, p.group) for p in pictures)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_read_gives_what_was_written(form, data):
    letters = "".join(sorted(set(ODD) - _BETWEEN)) if form == "csv" else ODD
    marked = data.draw(pictures(letters))
    assume(WRITERS[form].plan(marked).sheet.names)  # nothing at all is nothing in any form
    sheet, taken = written_and_read(WRITERS[form], marked)
    written = [_film(each) for each in sheet.pictures] if form == "mot" else sheet.pictures
    assert told(taken.marked) == told(written)


def _film(each):
    """A group is the folder of its film; pictures without a group are one film too."""
    return each._replace(group="/".join(each.path.split("/")[:2]))


@pytest.mark.slow
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(marked=pictures())
def test_losses_are_told_and_no_others(writer, marked):
    left = kept(marked, writer.holds)
    assert bool(left.lost) == (list(left.marked) != marked)
