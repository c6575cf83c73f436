import tarfile

import pytest

from peel.care.backup import Asked, backup
from peel.errors import PeelError
from peel.project.state import remote_of


def names(file):
    with tarfile.open(file) as archive:
        return {name.split("/")[0] for name in archive.getnames()}


def test_backup_holds_what_was_learned(home, tmp_path):
    backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    assert names(tmp_path / "b.tar") == {
        "backup.json",
        "models",
        "pictures",
        "pointer.json",
        "store.db",
    }


def test_secrets_go_along_when_asked(home, tmp_path):
    about = backup(home, Asked(tmp_path / "b.tar", secrets=True), now=5.0)
    assert about.count("secrets") == 2
    assert "secrets" in names(tmp_path / "b.tar")


def test_backup_is_for_its_owner(home, tmp_path):
    backup(home, Asked(tmp_path / "b.tar", secrets=True), now=5.0)
    assert (tmp_path / "b.tar").stat().st_mode & 0o777 == 0o600


def test_backup_replaces_no_file(home, tmp_path):
    (tmp_path / "b.tar").write_text("mine")
    with pytest.raises(PeelError, match="P931"):
        backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    assert (tmp_path / "b.tar").read_text() == "mine"


def test_refused_backup_leaves_nothing(state, home, tmp_path):
    state.pointer.write_text("{}")
    (tmp_path / "new").mkdir()
    with pytest.raises(PeelError, match="P870"):
        backup(home, Asked(tmp_path / "new" / "b.tar", secrets=False), now=5.0)
    assert not list((tmp_path / "new").iterdir())


def test_absent_folder_is_not_made(home, tmp_path):
    """What should be a disk may not be mounted."""
    with pytest.raises(PeelError, match=r"^P937 .*got .*/nowhere;"):
        backup(home, Asked(tmp_path / "nowhere" / "b.tar", secrets=False), now=5.0)
    assert not (tmp_path / "nowhere").exists()


OBJECT = "files/md5/ab/" + "c" * 30


@pytest.fixture
def remote(state):
    """A remote with a list of a folder, what it lists, and what is just being sent."""
    for name in (OBJECT, f"{OBJECT}.dir", "files/md5/ab/tmp-x", "tmp/lock"):
        path = remote_of(state) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return remote_of(state)


@pytest.mark.usefixtures("remote")
def test_data_go_along_when_they_lie_here(home, tmp_path):
    about = backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    held = [name for name in about.sha256 if name.startswith("remote/")]
    assert held == [f"remote/{OBJECT}", f"remote/{OBJECT}.dir"]


@pytest.mark.usefixtures("remote")
def test_data_stay_out_when_asked(home, tmp_path):
    about = backup(home, Asked(tmp_path / "b.tar", secrets=False, remote=False), now=5.0)
    assert about.count("remote") == 0


def test_backup_without_pointer_is_whole(state, home, tmp_path):
    state.pointer.unlink()
    about = backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    assert about.pointer_sequence == 0
    assert "pointer.json" not in names(tmp_path / "b.tar")


def test_members_count_by_model(home, tmp_path):
    about = backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    assert (about.count("models"), about.count("pictures")) == (1, 1)
