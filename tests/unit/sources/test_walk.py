from __future__ import annotations

import os
from pathlib import Path

import pytest

from peel.sources.disk import DiskTree


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


def codes(tree: DiskTree) -> dict[str, str]:
    return {each.path: each.code for each in tree.skipped}


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A source from which three links lead out."""
    put(tmp_path, "source/cat/1.jpg", "source-2/secret.jpg", "store/dog/2.jpg")
    (tmp_path / "source/cat/id_rsa.png").symlink_to(tmp_path / "source-2/secret.jpg")
    (tmp_path / "source/cat/up.jpg").symlink_to("../../source-2/secret.jpg")
    (tmp_path / "source/dog").symlink_to(tmp_path / "store/dog")
    return tmp_path / "source"


def test_links_that_lead_out_are_left_out(linked: Path) -> None:
    tree = DiskTree(linked)
    assert list(tree.entries) == ["cat/1.jpg"]
    assert codes(tree) == dict.fromkeys(("cat/id_rsa.png", "cat/up.jpg", "dog"), "P237")
    assert "ingest.follow_links" in tree.skipped[0].do


def test_links_that_lead_out_may_be_followed(linked: Path) -> None:
    tree = DiskTree(linked, follow_links=True)
    assert "dog/2.jpg" in tree.entries
    assert codes(tree) == {}


def test_links_within_are_followed(tmp_path: Path) -> None:
    put(tmp_path, "all/1.jpg", "all/2.jpg", "cat/own.jpg")
    (tmp_path / "cat/1.jpg").symlink_to("../all/1.jpg")
    (tmp_path / "dog").symlink_to("all")
    (tmp_path / "link").symlink_to(tmp_path)
    tree = DiskTree(tmp_path / "link")
    assert {"cat/1.jpg", "dog/2.jpg"} <= set(tree.entries)
    assert codes(tree) == {"link": "P217"}


def test_folders_that_link_to_each_other_end(tmp_path: Path) -> None:
    names = [f"f{n}" for n in range(12)]  # without a bound: 12! ways
    put(tmp_path, *(f"{name}/1.jpg" for name in names))
    for one in names:
        for other in names:
            os.symlink(tmp_path / other, tmp_path / one / f"to_{other}")
    tree = DiskTree(tmp_path)
    assert {f"{name}/1.jpg" for name in names} <= set(tree.entries)
    assert len(tree.entries) < 12 * 12 * 12


def test_folders_without_files_are_listed(tmp_path: Path) -> None:
    put(tmp_path, "a/b/1.jpg", ".git/x/1")
    (tmp_path / "c").mkdir()
    assert DiskTree(tmp_path).folders == ("a", "a/b", "c")
