"""A marking while it is read."""

from __future__ import annotations

from peel.errors import PeelError
from peel.sources.marking import Gathered
from peel.types.marks import Mark, Marked


def test_all_that_is_gathered_is_told() -> None:
    found = Gathered()
    found.add(Marked("a.jpg", None, (Mark("cat"), Mark(" dog "), Mark(" "))))
    found.refuse(PeelError("P999", "no", got="x", allowed="y", do="z"), "b.xml", line=3)
    told = found.marking()
    assert [each.path for each in told.marked] == ["a.jpg"]
    assert told.stated == ("cat", "dog")
    assert [(each.path, each.line, each.code) for each in told.skipped] == [("b.xml", 3, "P999")]
