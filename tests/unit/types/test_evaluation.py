"""How far the file is from its model, in all forms together."""

from __future__ import annotations

from peel.types.difference import Difference
from peel.types.evaluation import Parity


def _parity(**forms):
    return Parity(n=8, tolerance=2e-3, margin=2e-3, forms=forms, outputs={}, same=True)


def test_largest_difference_is_of_any_form():
    found = _parity(
        one=Difference(n=8, largest=1e-6, changed=1), two=Difference(n=1, largest=2e-6, changed=2)
    )
    assert (found.largest, found.changed) == (2e-6, 3)


def test_difference_without_forms_is_none():
    assert (_parity().largest, _parity().changed) == (0.0, 0)
