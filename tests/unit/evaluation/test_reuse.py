from peel.evaluation.reuse import count
from peel.types.sample import Sample

ITEMS = [Sample(item, item, "s", 0, 1) for item in "abc"]


def test_same_model_is_one_look(tmp_path):
    assert [count(tmp_path, ITEMS, model_sha256="m") for _ in range(3)] == [1, 1, 1]


def test_added_item_does_not_reset_looks(tmp_path):
    count(tmp_path, ITEMS[:2], model_sha256="m")
    assert count(tmp_path, ITEMS, model_sha256="n") == 2


def test_other_items_are_fresh(tmp_path):
    count(tmp_path, ITEMS[:2], model_sha256="m")
    assert count(tmp_path, ITEMS[2:], model_sha256="n") == 1


def test_damaged_count_begins_anew(tmp_path, capfd):
    count(tmp_path, ITEMS, model_sha256="m")
    (tmp_path / "looks.json").write_bytes(b"{")
    assert count(tmp_path, ITEMS, model_sha256="n") == 1
    assert "counted anew" in capfd.readouterr().err
