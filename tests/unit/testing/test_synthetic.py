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
