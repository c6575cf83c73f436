import pytest

from peel.errors import PeelError
from peel.metrics.enough import need_some


def test_nothing_to_score_is_refused():
    need_some(1, of="items")
    with pytest.raises(PeelError, match=r"P651 nothing to score: got 0 known labels"):
        need_some(0, of="known labels")
