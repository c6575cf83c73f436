"""Figures and files as other programs read them."""

import json
from xml.etree import ElementTree

from peel.writers.figures import figure, put_csv, put_json, put_lines, put_xml, share


def test_whole_pixels_have_no_point():
    assert [repr(figure(each)) for each in (3.0, 3, 2.5, 0.1 + 0.2)] == ["3", "3", "2.5", "0.3"]


def test_shares_are_exact_to_the_pixel():
    for left in range(0, 4032, 7):
        assert abs(float(share(left, 4032)) * 4032 - left) < 1e-5


def test_shares_are_never_written_with_powers():
    assert share(1, 1_000_000) == "0.000001"
    assert share(0, 5) == "0"


def test_files_have_the_same_line_ends_everywhere(tmp_path):
    put_lines(tmp_path / "a" / "lines.txt", ["é", "b"])
    put_csv(tmp_path / "t.csv", ("a", "b"), rows=[("1,2", 'q"')])
    assert (tmp_path / "a" / "lines.txt").read_bytes() == "é\nb\n".encode()
    assert (tmp_path / "t.csv").read_bytes() == b'a,b\n"1,2","q"""\n'


def test_json_and_xml_come_back(tmp_path):
    put_json(tmp_path / "a.json", {"é": [1, 2.5]})
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == {"é": [1, 2.5]}
    root = ElementTree.Element("a", {"b": "<&>\"'"})
    put_xml(tmp_path / "a.xml", root)
    assert ElementTree.parse(tmp_path / "a.xml").getroot().attrib == {"b": "<&>\"'"}
