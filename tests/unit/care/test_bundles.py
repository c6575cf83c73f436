import pytest

from peel.bundle import pointer
from peel.bundle.load import load
from peel.care import bundles, rows
from peel.care.traces import Traces
from peel.feedback import epochs
from peel.images.digest import of_pixels
from peel.registry import noted, shelf
from tests.unit.bundle.conftest import pictures
from tests.unit.feedback.conftest import epoch

SEEN = Traces(frozenset(), frozenset(), frozenset([of_pixels(pictures()[1])]))
NOBODY = Traces(frozenset(), frozenset(), frozenset())


@pytest.fixture
def digest(home):
    digest = pointer.read(home.state).digest
    epochs.open_epoch(home.store, epoch(model=digest), now=1.0)
    return digest


def test_registered_bundle_gets_another_digest(home, digest):
    n, renamed = bundles.erase(home, SEEN)
    assert (n, list(renamed)) == (1, [digest])
    assert shelf.find(home.state) == [renamed[digest]]
    assert load(shelf.folder(home.state, renamed[digest])).names


def test_pointer_and_store_follow(home, digest):
    _, renamed = bundles.erase(home, SEEN)
    assert pointer.read(home.state).digest == renamed[digest]
    assert epochs.current(home.store).model == renamed[digest]


def test_rewriting_is_no_unfinished_change(home):
    bundles.erase(home, SEEN)
    assert noted.last(home.store) == pointer.read(home.state).sequence


@pytest.mark.parametrize("step", ["put", "renamed"])
def test_killed_rewriting_goes_on(home, digest, step):
    new = bundles._new(home, digest, traces=SEEN)
    assert load(shelf.folder(home.state, pointer.read(home.state).digest)).names
    with home.store.writing() as connection:
        rows.rename(connection, {digest: new} if step == "renamed" else {})
    _, renamed = bundles.erase(home, SEEN)
    assert renamed == {digest: new}
    assert shelf.find(home.state) == [pointer.read(home.state).digest] == [new]


def test_loose_bundle_is_rewritten(home, make_bundle):
    home.project.mkdir(exist_ok=True)
    make_bundle("pets/bundle")
    n, renamed = bundles.erase(home, SEEN)
    assert n == 2
    assert len(renamed) == 1


def test_clean_bundles_stay(home, digest):
    assert bundles.erase(home, NOBODY) == (0, {})
    assert shelf.find(home.state) == [digest]
