"""Tables of labels that people filled in."""

import pytest

from peel.errors import PeelError
from peel.feedback import label_table


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", b"item\nx\n", b"\xff\xfe\x00", b'item,label\n"x,cat\n'],
    ids=range(5),
)
def test_other_tables_are_refused(tmp_path, data):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(PeelError, match="P837"):
        label_table.read(tmp_path / "a.csv")


def test_table_of_another_program_is_read(tmp_path):
    """With a mark at its beginning, semicolons and names of columns in capitals."""
    (tmp_path / "a.csv").write_bytes("\ufeffItem;Label\r\nx; Stra\u00dfe \r\n".encode())
    (line,) = label_table.read(tmp_path / "a.csv")
    assert (line.item, line.ticket, line.label, line.where) == ("x", "", "Stra\u00dfe", "line 2")
    assert label_table.names_answers(tmp_path / "a.csv")
