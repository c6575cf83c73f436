"""A parameter file is small, whatever it says."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel.errors import PeelError
from peel.params.edit import set_value
from peel.params.load import parse


def levels(one: str) -> str:
    """Eleven lines, each nine aliases of the one before it: 9 to the 11th values."""
    lines = ["a0: &a0 " + ("[x, x]" if one == "[]" else "{x: 1}")]
    for i in range(1, 12):
        nine = ", ".join([f"*a{i - 1}"] * 9)
        lines.append(f"a{i}: &a{i} " + (f"[{nine}]" if one == "[]" else f"{{<<: [{nine}]}}"))
    return "\n".join(lines)


ENDLESS = {
    "aliases": levels("[]"),
    "merged sections": levels("{}"),
    "itself": "gate: &a {threshold: *a}",
    "digits": f"problem: {{seed: {'9' * 5000}}}",
    "fewer than nothing": f"problem: {{seed: -{'9' * 5000}}}",
    "hexadecimal": f"problem: {{seed: 0x{'f' * 6000}}}",
    "fraction": f"gate: {{threshold: {'9' * 5000}.5}}",
    "lists in lists": "[" * 30_000,
    "sections in sections": "{a: " * 9_000,
    "indented": "\n".join(f"{' ' * i}a:" for i in range(300)),
    "values": f"search: {{backbones: [{', '.join(f'n{i}' for i in range(5000))}]}}",
    "letters": "# " + "x" * 10**6,
    "no day": "gate: {threshold: 2001-99-99}",
    "no offset": "gate: {threshold: 2001-01-01T00:00:00+99:99}",
    "no number": "gate: {threshold: !!int abc}",
    "a call": "gate: {threshold: !!python/object/apply:os.system [x]}",
}


@pytest.mark.parametrize("read", [parse, lambda text: set_value(text, "gate.threshold", value=0.5)])
@pytest.mark.parametrize("name", ENDLESS)
def test_endless_files_are_refused_at_once(name: str, read: Callable[[str], object]) -> None:
    start = time.process_time()
    with pytest.raises(PeelError, match=r"P10[24] params\.yaml line 1") as refused:
        read(ENDLESS[name])
    assert time.process_time() - start < 10  # without a bound: minutes or no end
    assert len(str(refused.value)) < 1000


def test_aliases_are_allowed() -> None:
    assert parse("weights: &none {}\ngate: *none").gate.threshold == 0.9


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:&*[]{}<,'\"!|>#%@`?- \n\t019.x~"), max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for words in (text, f"gate: {{threshold: {text}}}", f"gate:\n  threshold: {text}"):
        with contextlib.suppress(PeelError):
            parse(words)
