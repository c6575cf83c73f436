import os

from peel.installation.disk import size, sizes


def test_largest_part_is_told_first(state):
    (state.folder / "small.db").write_bytes(b"x" * 20_000)
    state.models.mkdir()
    (state.models / "model.onnx").write_bytes(b"x" * 3_000_000)
    (state.folder / "tiny").write_bytes(b"x")
    (line,) = sizes(state)
    assert line.startswith("3.0 MB in ")
    assert line.endswith("free: models 3.0 MB, small.db 0.0 MB")


def test_small_parts_are_not_named(state):
    (line,) = sizes(state)
    assert line.endswith(" free")


def test_nothing_is_told_before_a_start(tmp_path):
    from peel.project.state import state_of

    assert list(sizes(state_of(tmp_path))) == []


def test_links_are_not_followed(tmp_path):
    (tmp_path / "outside").write_bytes(b"x" * 500)
    (tmp_path / "in").mkdir()
    os.symlink(tmp_path / "outside", tmp_path / "in" / "link")
    os.symlink(tmp_path, tmp_path / "in" / "folder")
    assert size(tmp_path / "in") == 0
