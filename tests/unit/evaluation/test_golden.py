"""Which cuts of test pictures make the golden batch."""

import numpy as np
import pytest

from peel.evaluation.golden import Cut, clear_cuts


def cut_of(margin):
    return Cut(np.zeros((1, 1, 3), np.uint8), {}, margin)


def test_golden_cuts_are_clear_themselves():
    margins = np.tile([0.01, 0.02, 0.4, 0.9], 8)
    cuts = clear_cuts(32, lambda place, _: cut_of(margins[place]))
    assert [each.clearness for each in cuts] == pytest.approx([0.4] * 8)


def test_pictures_without_clear_cuts_are_passed():
    cuts = clear_cuts(3, lambda place, _: cut_of((0.05, 0.3, 0.01)[place]))
    assert [each.clearness for each in cuts] == pytest.approx([0.3])


def test_clearest_is_kept_where_few_are():
    """Of many labels one is nearly always near its threshold: the proof must not shrink to one picture."""
    margins = [0.5, *np.linspace(0, 0.08, 99)]
    cuts = clear_cuts(100, lambda place, _: cut_of(margins[place]))
    assert len(cuts) == 8
    assert cuts[0].clearness == 0.5
    assert all(0.001 < each.clearness < 0.1 for each in cuts[1:])
