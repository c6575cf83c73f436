"""data/split/given.csv: a round trip, and refusal of what it cannot hold."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.split.given import Given, Rule, from_text, to_text

GIVEN = Given(Rule(3, 0.25, "keep together"), {"ab": "test", "aa": "train", "cc": "bridge"})


def test_text_comes_back_the_same() -> None:
    assert from_text(to_text(GIVEN)) == GIVEN


def test_rows_are_sorted_by_digest() -> None:
    assert to_text(GIVEN).splitlines()[1:] == ["item,part", "aa,train", "ab,test", "cc,bridge"]


def test_windows_line_ends_are_read() -> None:
    assert from_text(to_text(GIVEN).replace("\n", "\r\n")) == GIVEN


def test_rule_of_an_earlier_version_is_read() -> None:
    text = '# {"seed": 3, "test_share": 0.25, "near_duplicates": "keep together", "form": "drawn"}'
    assert from_text("\n".join([text, *to_text(GIVEN).splitlines()[1:]])) == GIVEN


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("item,part\naa,train\n", 1),
        ('# {"seed": 0}\nitem,part\n', 1),
        ("# [1]\nitem,part\n", 1),
        (to_text(GIVEN).replace("item,part", "part,item"), 2),
        (to_text(GIVEN).splitlines()[0], 2),
        (to_text(GIVEN) + "dd,val\n", 6),
        (to_text(GIVEN) + ",test\n", 6),
        (to_text(GIVEN) + "\n", 6),
    ],
)
def test_broken_file_is_refused(text: str, line: int) -> None:
    with pytest.raises(PeelError, match=f"P401 .* at line {line}:"):
        from_text(text)
