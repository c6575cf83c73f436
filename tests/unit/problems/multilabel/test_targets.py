"""Targets of several names a picture."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.problems.multilabel.labels import Labelling
from peel.problems.multilabel.targets import Targeting
from peel.types.label_space import LabelSpace


class Both(Labelling, Targeting):
    """As a kind joins them."""


LABELS = Both()
BOTH, CAT, NONE = (LABELS.state(names) for names in (["dog", "cat"], ["cat"], []))
MAYBE = LABELS.state(["cat"], unknown=["dog", "cat"])


def test_targets_say_yes_no_and_unknown():
    space = LABELS.space([CAT, BOTH])
    assert space == LabelSpace(names=("cat", "dog"))
    targets = LABELS.read_targets([BOTH, NONE, MAYBE, LABELS.state([], unknown=["fox"])], space)
    assert targets.tolist() == [[1, 1], [0, 0], [1, -1], [0, 0]]
    assert targets.dtype == "int8"


def test_name_outside_the_space_is_refused():
    with pytest.raises(PeelError, match=r"P649 .*got dog; allowed: cat;"):
        LABELS.read_targets([BOTH], LABELS.space([CAT]))


def test_strata_are_the_names():
    assert LABELS.strata([BOTH, NONE]) == [("cat", "dog"), ()]
    assert {row["severity"] for row in LABELS.expectations()} == {"critical"}
