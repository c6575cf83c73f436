"""Real sets through every form and back: no box moves, but to whole pixels where the form has no others, and none is lost without a word."""

import zipfile

import pytest

from peel.writers.convert import Asked, convert
from peel.writers.forms import WRITERS
from peel.writers.holds import kept
from peel.writers.reading import take

pytestmark = pytest.mark.slow
FORMS = [name for name, writer in WRITERS.items() if writer.holds.boxes]
SETS = {"odforms": (273, 0), "tiny_coco": (852, 10)}


@pytest.fixture(scope="module")
def sets(datasets, tmp_path_factory):
    """Each set as one COCO folder: odforms has its boxes in many forms, of which one is taken."""
    folder = tmp_path_factory.mktemp("sets")
    for name in SETS:
        with zipfile.ZipFile(datasets / f"{name}.zip") as packed:
            members = [m for m in packed.namelist() if _is_meant(m)]
            packed.extractall(folder, members)
    return folder


def _is_meant(member):
    if member.startswith("odforms/"):
        return member.startswith(("odforms/images/", "odforms/gts/coco_format_v1/"))
    return True


def boxes(marked):
    """Every box with its name, whether it is of a crowd, and the size of its picture, in one order."""
    return sorted((p.size, m.name, m.is_crowd, m.box) for p in marked for m in p.marks if m.box)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SETS)
def test_boxes_survive_every_form(sets, tmp_path, form, name):
    n_boxes, n_crowds = SETS[name]
    before = take(sets / name).marked
    assert len(boxes(before)) == n_boxes
    convert(Asked(sets / name, tmp_path / "form", form, link=True))
    convert(Asked(tmp_path / "form", tmp_path / "coco", "coco", link=True))
    after, holds = take(tmp_path / "coco").marked, WRITERS[form].holds
    expected = kept(before, holds).marked
    assert boxes(after) == boxes(expected)
    assert len(boxes(after)) == n_boxes - (0 if holds.crowds else n_crowds)
    assert len(after) == len(expected)
