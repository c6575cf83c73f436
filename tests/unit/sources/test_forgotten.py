import pytest

from peel.images.digest import of_bytes
from peel.params.sections import Ingest
from peel.problem import find
from peel.sources import forgotten
from peel.sources.contents import digest_of, read_contents
from peel.sources.find import find as find_source
from peel.sources.source import Terms


@pytest.fixture
def source(pictures, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return find_source([pictures], Terms(Ingest(sources=(str(pictures),)), find("classification")))


def test_nothing_is_forgotten_without_a_list(tmp_path):
    assert forgotten.read(tmp_path) == frozenset()


def test_marks_add_up(tmp_path):
    forgotten.add(tmp_path, ["ab" * 32])
    forgotten.add(tmp_path, ["cd" * 32])
    assert forgotten.read(tmp_path) == {forgotten.mark("ab" * 32), forgotten.mark("cd" * 32)}


def test_list_does_not_name_digests(tmp_path):
    forgotten.add(tmp_path, ["ab" * 32])
    assert "abab" not in (tmp_path / "forgotten.txt").read_text()


def test_forgotten_picture_is_left_out(source, tmp_path):
    item = of_bytes(source.tree.read("cat/000.png"))
    forgotten.add(tmp_path, [item])
    found = read_contents(source, cache=tmp_path / "cache.json")
    assert "cat/000.png" not in found.digests
    assert [(one.path, one.code) for one in found.skipped] == [("cat/000.png", "P935")]


def test_forgetting_changes_the_state(source, tmp_path):
    cache = tmp_path / "cache.json"
    before = digest_of(source, read_contents(source, cache=cache))
    forgotten.add(tmp_path, [of_bytes(source.tree.read("cat/000.png"))])
    assert digest_of(source, read_contents(source, cache=cache)) != before
