"""Annotation files as JSON, XML or lines, whole, broken and hostile."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.sources.disk import DiskTree
from peel.sources.documents import read_json, read_lines, read_xml, read_yaml

LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><annotation>&b;</annotation>"""
OUTSIDE = """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""
PARAMETER = """<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>"""
REMOTE = """<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a>&x;</a>"""


def tree(root: Path, data: bytes | str, name: str = "a") -> DiskTree:
    (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return DiskTree(root)


def test_json_is_read_in_unicode(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read_json(tree(tmp_path, '{"ä": 1}'.encode(encoding)), "a") == {"ä": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"images": [', "P262"),
        (b'{"name": "b\xe4r"}', "P262"),
        (b"1" * 5000, "P262"),
        (b"[" * 200_000, "P263"),
        (b"", "P262"),
    ],
)
def test_broken_json_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(PeelError, match=f"{code} .*a: "):
        read_json(tree(tmp_path, data), "a")


def test_xml_is_read_with_its_encoding(tmp_path: Path) -> None:
    words = "<?xml version='1.0' encoding='iso-8859-1'?><a b='1'>Bär &amp; <!-- no --><c/></a>"
    found = read_xml(tree(tmp_path, words.encode("latin-1")), "a")
    assert (found.tag, found.get("b"), found.text, [each.tag for each in found]) == (
        "a",
        "1",
        "Bär & ",
        ["c"],
    )


@pytest.mark.parametrize("words", [LAUGHS, OUTSIDE, PARAMETER, REMOTE])
def test_entities_and_doctypes_are_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(PeelError, match=r"P263 .*DOCTYPE"):
        read_xml(tree(tmp_path, words), "a")


@pytest.mark.parametrize("words", ["<a><b></a>", "<a>", "", "<a>b\udce4r</a>", "<a/><b/>"])
def test_broken_xml_is_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(PeelError, match="P262"):
        read_xml(tree(tmp_path, words.encode("utf-8", "surrogateescape")), "a")


def test_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P262"):
        read_xml(tree(tmp_path, "<?xml version='1.0' encoding='x-none'?><a/>"), "a")


def test_deep_xml_is_only_deep(tmp_path: Path) -> None:
    assert read_xml(tree(tmp_path, "<a>" * 50_000 + "</a>" * 50_000), "a").tag == "a"


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as file:
        file.truncate(700 << 20)
    for read in (read_json, read_xml, read_lines):
        with pytest.raises(PeelError, match="P263"):
            read(DiskTree(tmp_path), "a")


def test_yaml_has_no_tags_of_python(tmp_path: Path) -> None:
    assert read_yaml(tree(tmp_path, "names: {0: cat}"), "a") == {"names": {0: "cat"}}
    assert read_yaml(tree(tmp_path, "- 1"), "a") == {}
    for words in ("a: [", "a: !!python/object:os.system [x]", "a: 1\na: 2", b"a: b\xe4r"):
        with pytest.raises(PeelError, match="P262"):
            read_yaml(tree(tmp_path, words), "a")


def test_lines_come_without_blanks(tmp_path: Path) -> None:
    assert read_lines(tree(tmp_path, b" 1 2\r\nb\xe4r\n"), "a") == ["1 2", "bär"]
