import io
import tarfile

import pytest
from sqlalchemy import insert, select

from peel.bundle import pointer
from peel.bundle.load import load
from peel.care.backup import Asked, backup
from peel.care.restore import come_back, restore
from peel.errors import PeelError
from peel.feedback import ledger, tables, tickets
from peel.feedback.store import open_store
from peel.project import secrets
from peel.project.state import remote_of, state_of
from peel.sources import forgotten
from tests.unit.care.conftest import ITEM, PICTURE, TICKET

NOW = 1_800_000_000.0


@pytest.fixture
def saved(home, tmp_path):
    backup(home, Asked(tmp_path / "b.tar", secrets=True), now=5.0)
    return tmp_path / "b.tar"


@pytest.fixture
def empty(tmp_path):
    return state_of(tmp_path / "other")


def test_restore_brings_back_answers(saved, empty):
    restore(empty, saved, now=NOW)
    found = tickets.find(open_store(empty), TICKET)
    assert found.item == ITEM


def test_forgotten_picture_that_comes_back_is_told(saved, empty, tmp_path):
    restore(empty, saved, now=NOW)
    assert come_back(tmp_path / "other", empty) == []
    forgotten.add(tmp_path / "other", [ITEM, "ab" * 32])
    assert come_back(tmp_path / "other", empty) == [ITEM]


def test_restored_model_loads(saved, empty):
    restore(empty, saved, now=NOW)
    (model,) = empty.models.iterdir()
    assert load(model).card.name == "colours"


def test_restore_brings_back_pictures(saved, empty):
    restore(empty, saved, now=NOW)
    assert (empty.pictures / ITEM[:2] / f"{ITEM}.png").read_bytes() == PICTURE


def test_answers_and_pictures_stay_their_owners(saved, empty):
    restore(empty, saved, now=NOW)
    picture = empty.pictures / ITEM[:2] / f"{ITEM}.png"
    found = [path.stat().st_mode & 0o777 for path in (empty.folder, empty.store, picture)]
    assert found == [0o700, 0o600, 0o600]


def test_secrets_stay_closed(saved, empty, state):
    restore(empty, saved, now=NOW)
    assert secrets.read(empty, secrets.TICKETS) == secrets.read(state, secrets.TICKETS)


def test_restored_pointer_goes_on_counting(saved, empty):
    done = restore(empty, saved, now=NOW)
    found = pointer.read(empty)
    assert done.sequence == found.sequence > NOW
    assert found.version == "v1.0.0"


def test_restore_without_secrets_signs_anew(state, home, tmp_path, empty):
    backup(home, Asked(tmp_path / "c.tar", secrets=False), now=5.0)
    restore(empty, tmp_path / "c.tar", now=NOW)
    assert pointer.read(empty).digest == pointer.read(state).digest
    assert secrets.read(empty, secrets.TICKETS) is None


def test_restore_brings_back_data(home, tmp_path, state, empty):
    path = remote_of(state) / "files/md5/ab" / ("c" * 30)
    path.parent.mkdir(parents=True)
    path.write_text("data")
    backup(home, Asked(tmp_path / "d.tar", secrets=False), now=5.0)
    restore(empty, tmp_path / "d.tar", now=NOW)
    assert (remote_of(empty) / path.relative_to(remote_of(state))).read_text() == "data"


def test_half_of_a_retraining_ends(home, tmp_path, empty):
    row = {"id": "r", "trigger": "red", "step": "refit", "notes": "{}", "started_at": 1.0}
    with home.store.writing() as connection:
        connection.execute(insert(tables.runs).values(row))
    backup(home, Asked(tmp_path / "d.tar", secrets=False), now=5.0)
    restore(empty, tmp_path / "d.tar", now=NOW)
    with open_store(empty).reading() as connection:
        (run,) = connection.execute(select(tables.runs))
    assert (run.ended_at, run.outcome) == (NOW, "failed")


def test_restore_stands_in_the_ledger(saved, empty):
    restore(empty, saved, now=NOW)
    assert [entry.what for entry in ledger.read(open_store(empty))] == ["restore"]


def test_restore_refuses_what_is_in_use(saved, state):
    with pytest.raises(PeelError, match="P933"):
        restore(state, saved, now=NOW)


def test_changed_byte_is_refused(saved, empty):
    data = bytearray(saved.read_bytes())
    place = data.index(PICTURE)
    data[place] ^= 1
    saved.write_bytes(data)
    with pytest.raises(PeelError, match="P932"):
        restore(empty, saved, now=NOW)
    assert not any(empty.folder.iterdir())


def test_cut_backup_is_refused(saved, empty):
    saved.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(PeelError, match="P932"):
        restore(empty, saved, now=NOW)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "models/../../evil", "secrets/.x", "remote/config"]
)
def test_names_lead_nowhere_else(name, empty, tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        info = tarfile.TarInfo(name)
        info.size = 4
        archive.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(PeelError, match="P932"):
        restore(empty, tmp_path / "evil.tar", now=NOW)
    assert not list(tmp_path.rglob("evil"))


def test_absent_file_is_no_backup(empty, tmp_path):
    with pytest.raises(PeelError, match="P932"):
        restore(empty, tmp_path / "none.tar", now=NOW)
