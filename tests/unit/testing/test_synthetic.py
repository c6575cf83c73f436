import csv

import numpy as np
import pytest

from peel.testing import synthetic

SETS = [*synthetic.easy(), *synthetic.hopeless()]


def test_there_are_twenty_of_each():
    assert (len(synthetic.easy()), len(synthetic.hopeless())) == (20, 20)
    assert len({one.name for one in SETS}) == 40


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_every_class_can_be_drawn(one):
    rng = np.random.default_rng(0)
    drawn = [one.make(kind, rng) for kind in range(len(one.counts))]
    assert all(picture.dtype == np.uint8 and picture.ndim == 3 for picture in drawn)


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    small = SETS[0]._replace(counts=(2, 1))
    for name in ("a", "b"):
        synthetic.write(small, tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.png"))
    assert len(files) == 3
    assert all(
        (tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files
    )


def test_labels_of_pictures_fall_in_share():
    shares = synthetic.draw_labels(4000, k=20, rng=np.random.default_rng(0)).mean(0)
    assert shares[0] == pytest.approx(0.3, abs=0.03)
    assert shares[-1] == pytest.approx(0.06, abs=0.02)


@pytest.mark.parametrize("place", range(20))
def test_every_thing_can_be_shown(place):
    bare, shown = (
        synthetic.show(np.arange(20) == at, np.random.default_rng(0)) for at in (-1, place)
    )
    assert (bare != shown).any()


def test_labels_are_written_beside_pictures(tmp_path):
    for name in ("a", "b"):
        synthetic.write_labels(tmp_path / name, n=3, k=4)
    with (tmp_path / "a" / "labels.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["file", *synthetic.THINGS[:4]]
    assert [row[0] for row in rows] == [f"pictures/000{i}.png" for i in range(3)]
    files = ["labels.csv", *(row[0] for row in rows)]
    assert all(
        (tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files
    )
