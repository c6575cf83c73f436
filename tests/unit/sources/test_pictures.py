import pytest

from peel.sources.disk import DiskTree
from peel.sources.pictures import is_picture, no_picture

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.mark.parametrize(
    ("name", "data", "is_one"),
    [
        ("a.png", b"", True),
        ("a.JPG", b"text", True),
        ("a", PNG, True),
        ("a.dat", PNG, True),
        ("a", b"text", False),
        ("a.txt", PNG, False),
        ("labels.CSV", PNG, False),
    ],
)
def test_name_or_first_bytes_decide(name, data, is_one, tmp_path):
    (tmp_path / name).write_bytes(data)
    assert is_picture(DiskTree(tmp_path, follow_links=False), name) == is_one


def test_left_out_name_is_readable_text():
    assert no_picture("b\udce4r").path == "b\\xe4r"
