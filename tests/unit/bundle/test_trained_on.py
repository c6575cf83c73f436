import hashlib

from peel.bundle.trained_on import FILE, TrainedOn, pack

LIST = pack(["ab" * 32, "cd" * 32])
DIGEST = hashlib.sha256(LIST).hexdigest()


def test_pictures_are_found_again(tmp_path):
    (tmp_path / FILE).write_bytes(LIST)
    known = TrainedOn(tmp_path, digest=DIGEST)
    assert "ab" * 32 in known
    assert "ef" * 32 not in known
    assert known.is_known


def test_same_pictures_are_the_same_bytes():
    assert pack(["cd" * 32, "ab" * 32, "cd" * 32]) == LIST


def test_bundle_without_a_list_knows_nothing(tmp_path):
    known = TrainedOn(tmp_path, digest="")
    assert "ab" * 32 not in known
    assert not known.is_known


def test_damaged_list_knows_nothing(tmp_path):
    (tmp_path / FILE).write_bytes(LIST[:-1] + b"x")
    assert "ab" * 32 not in TrainedOn(tmp_path, digest=DIGEST)
