import pytest

from peel.types.stranger import Stranger


@pytest.mark.parametrize(("limit", "tolerance"), [(300.0, 3.0), (-300.0, 3.0), (0.5, 0.01)])
def test_tolerance_is_a_hundredth_of_the_limit(limit, tolerance):
    record = Stranger(tap=1, limit=limit, share=0.9, auroc=0.9, found=0.5, n_classes=2)
    assert record.tolerance == pytest.approx(tolerance)
