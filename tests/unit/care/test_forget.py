import shutil

import pytest

from peel.care import forget as module
from peel.care.foresee import foresee
from peel.care.forget import Asked, forget
from peel.errors import PeelError
from peel.feedback import keys, leases, ledger, pictures, tickets
from peel.feedback.leases import Lease
from peel.registry import page
from peel.sources import forgotten
from peel.types.care import Marks
from peel.types.key import NewKey
from tests.unit.care.test_traces import DATA, ITEM
from tests.unit.feedback.conftest import answer


@pytest.fixture
def served(home):
    """Where only a model is served: no project, an answer with its picture, from a camera."""
    pictures.keep(home.state, ITEM, picture=DATA)
    with home.store.writing() as connection:
        tickets.add(connection, [answer(9.0, ticket="t_9", item=ITEM, source="door")])
    home.state.workbench.mkdir()
    home.state.logs.mkdir()
    (home.state.logs / "serve.log").write_text(f"kept {ITEM[:12]}\n")
    return home


def test_picture_leaves_state_and_store(served):
    done = forget(served, Asked(items=(ITEM,)), now=5.0)
    assert done.pictures == 1
    assert tickets.find(served.store, "t_9") is None
    assert not pictures.path(served.state, ITEM).exists()
    assert (served.state.logs / "serve.log").read_text() == ""
    assert not served.state.workbench.exists()


def test_source_takes_its_pictures_along(served):
    assert forget(served, Asked(source="door"), now=5.0).pictures == 1
    assert not pictures.path(served.state, ITEM).exists()


@pytest.mark.parametrize("slip", ["doors", "a door"])
def test_slip_erases_nothing(served, slip):
    keys.make(served.store, NewKey(name="a door", scopes=("predict",)), now=1.0)
    (key,) = keys.all_keys(served.store)
    with pytest.raises(PeelError, match="P939 no source or key has that name: got") as refused:
        forget(served, Asked(source=slip), now=5.0)
    assert refused.value.allowed == f"camera, door, {key.id}"
    assert (f"--source {key.id}, which is" in refused.value.do) is (slip == "a door")
    assert [entry.what for entry in ledger.read(served.store)] == ["key-made"]


def test_wrong_digest_clears_nothing(served):
    """The clone of the next retraining, and the pages of judgements, stay as they are."""
    page.folder(served.state).mkdir(parents=True)
    wrong = Asked(items=("0" * 64,))
    assert foresee(served, wrong).gone == ()
    assert forget(served, wrong, now=5.0).gone == ()
    assert served.state.workbench.is_dir()
    assert page.folder(served.state).is_dir()


def test_killed_at_the_end_goes_on(served):
    """All is gone, and the note of it still lies there."""
    forget(served, Asked(source="door"), now=5.0)
    with pytest.raises(PeelError, match="P939"):
        forget(served, Asked(source="door"), now=6.0)
    note = Marks(items=(ITEM,), pixels=(), cuts=(), here=False, ever=False)
    (served.state.folder / "forgetting.json").write_text(note.to_json())
    assert forget(served, Asked(source="door"), now=7.0).gone == ()


def test_pictures_of_others_stay(served):
    with served.store.writing() as connection:
        tickets.add(connection, [answer(9.0, ticket="t_8", item=ITEM, source="roof")])
    done = forget(served, Asked(source="door"), now=5.0)
    assert (done.pictures, done.shared) == (0, 1)
    assert tickets.find(served.store, "t_9") is None
    assert tickets.find(served.store, "t_8") is not None
    assert pictures.path(served.state, ITEM).exists()


def test_key_of_the_source_is_told(served):
    new = NewKey(name="a door", scopes=("predict",), trust="public", per_minute=60)
    text = keys.make(served.store, new, now=1.0)
    (key,) = keys.all_keys(served.store)
    done = forget(served, Asked(source=key.id), now=5.0)
    assert text
    assert any(f"peel keys revoke {key.id}" in line for line in done.told)


def test_other_notes_are_emptied_or_told(served):
    (served.state.folder / "keeper.log").write_text(f"kept {ITEM[:12]}\n")
    (served.state.folder / "board.json").write_text(f'"{ITEM}"')
    done = forget(served, Asked(items=(ITEM,)), now=5.0)
    assert (served.state.folder / "keeper.log").read_text() == ""
    assert any("board.json" in line for line in done.told)


def test_ledger_holds_marks_only(served):
    forget(served, Asked(items=(ITEM,)), now=5.0)
    (entry,) = ledger.read(served.store)
    assert forgotten.mark(ITEM) in entry.details["marks"]
    assert ITEM not in str(entry)
    assert ledger.verify(served.store) is None


def test_retraining_elsewhere_is_not_disturbed(served):
    leases.take(served.store, Lease("retrain", "another machine"), for_s=60.0, now=5.0)
    with pytest.raises(PeelError, match="P934"):
        forget(served, Asked(items=(ITEM,)), now=6.0)
    assert tickets.find(served.store, "t_9") is not None


def test_lease_of_killed_one_is_taken(served):
    lease = Lease("retrain", module._holder(served))
    assert leases.take(served.store, lease, for_s=3600.0, now=5.0)
    assert forget(served, Asked(items=(ITEM,)), now=6.0).pictures == 1
    assert leases.take(served.store, Lease("retrain", "a retraining"), for_s=1.0, now=7.0)


def test_killed_one_frees_the_lease_soon(served):
    """A red must not wait for an hour."""
    with module._alone(served, now=5.0):
        assert leases.is_held(served.store, "retrain", now=5.0)
        assert not leases.is_held(served.store, "retrain", now=5.0 + 31)
    assert not leases.is_held(served.store, "retrain", now=5.0)


def test_stopped_forgetting_goes_on(served):
    card = next(served.state.models.iterdir()) / "bundle.json"
    whole = card.read_text()
    card.write_text("{}")
    with pytest.raises(PeelError, match="P872"):
        forget(served, Asked(items=(ITEM,)), now=5.0)
    shutil.rmtree(served.state.pictures)  # what told its pixels
    marks = module._marks(served, set(), folders=())
    assert ITEM in marks.items
    assert marks.pixels
    card.write_text(whole)
    forget(served, Asked(items=(ITEM,)), now=6.0)
    assert not (served.state.folder / "forgetting.json").exists()
