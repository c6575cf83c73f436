from peel.bundle.trained_on import FILE, TrainedOn, pack


def test_pictures_are_found_again(tmp_path):
    (tmp_path / FILE).write_bytes(pack(["ab" * 32, "cd" * 32]))
    known = TrainedOn(tmp_path)
    assert "ab" * 32 in known
    assert "ef" * 32 not in known


def test_same_pictures_are_the_same_bytes():
    assert pack(["ab" * 32, "cd" * 32]) == pack(["cd" * 32, "ab" * 32, "cd" * 32])


def test_bundle_without_a_list_knows_nothing(tmp_path):
    assert "ab" * 32 not in TrainedOn(tmp_path)
