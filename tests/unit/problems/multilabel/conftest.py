"""Four pictures with three labels, and what a file says of them."""

from __future__ import annotations

import numpy as np
import pytest

from peel import problem
from peel.problem import find
from peel.types.label_space import LabelSpace

SPACE = LabelSpace(names=("ant", "bee", "wasp"), decision={"thresholds": [0.5, 0.2, 0.8]})
LABELS = [
    find("multilabel").state(names, unknown=unknown)
    for names, unknown in ((["ant", "bee"], []), (["bee"], ["wasp"]), ([], []), (["wasp"], []))
]
P = np.array([[0.9, 0.3, 0.1], [0.1, 0.1, 0.95], [0.1, 0.1, 0.1], [0.6, 0.1, 0.75]], np.float32)


@pytest.fixture
def tested() -> problem.Answered:
    targets = find("multilabel").read_targets(LABELS, SPACE)
    return problem.Answered({"probabilities": P}, targets, np.arange(4), SPACE)
