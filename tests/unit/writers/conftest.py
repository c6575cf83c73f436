"""Pictures with marks as sources give them, and a folder as a writer leaves it."""

import pytest

from peel.types.marks import Mark, Marked

ODD = 'a "b", <c> & é'


@pytest.fixture
def marked():
    """Two parts, a name that every form has to quote, a picture on which nothing is."""
    return [
        Marked("set/train/x/1.jpg", (100, 80), (Mark("cat", (1, 2, 31, 42)), Mark(ODD, (0, 0, 100, 80))), part="train"),
        Marked("set/train/y/1.jpg", (64, 64), (), part="train"),
        Marked("set/val/2.png", (200, 50), (Mark("cat", (10, 5, 60, 45)),), part="val"),
    ]  # fmt: skip


@pytest.fixture
def named():
    """Names of whole pictures, one or several, without parts."""
    return [
        Marked("in/1.jpg", (8, 8), (Mark("cat"),)),
        Marked("in/2.jpg", (8, 8), (Mark("cat"), Mark(ODD))),
        Marked("in/3.jpg", (8, 8), ()),
    ]


@pytest.fixture
def write(tmp_path):
    """Write marked pictures as `convert` does, with empty files for the pictures."""

    def write(writer, marked):
        sheet = writer.plan(marked).sheet
        for each in sheet.pictures:
            (tmp_path / each.path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / each.path).touch()
        writer.annotate(sheet, tmp_path)
        return tmp_path

    return write


@pytest.fixture
def files():
    """The files below a folder, by their paths there."""
    return lambda folder: sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )
