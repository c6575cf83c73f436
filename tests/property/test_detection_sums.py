import torch
from hypothesis import given
from hypothesis import strategies as st

from peel.detection import centres, sums
from peel.detection.centres import CellRows


@given(st.lists(st.integers(0, 3), min_size=8, max_size=40), st.integers(0, 2**16))
def test_fold_left_out_equals_refit(folds, seed):
    rng, fold = torch.Generator().manual_seed(seed), torch.tensor(folds)
    rows, targets = (
        torch.randn(len(folds), 3, generator=rng),
        torch.rand(len(folds), 2, generator=rng),
    )
    parts = {f: sums.of(rows[fold == f], targets[fold == f]) for f in range(4)}
    rest = sums.solve(sums.total(part for f, part in parts.items() if f != 0), 0.1)
    anew = sums.solve(sums.of(rows[fold != 0], targets[fold != 0]), 0.1)
    torch.testing.assert_close(rest(rows), anew(rows), atol=1e-4, rtol=1e-3)


@given(st.integers(0, 2**16))
def test_sums_do_not_ask_for_order(seed):
    rng = torch.Generator().manual_seed(seed)
    parts = [
        centres.add(
            CellRows(
                torch.randn(9, 3, generator=rng),
                torch.rand(9, 2, generator=rng),
                torch.randn(9, 2, 4, generator=rng),
            ),
            weights=torch.ones(2),
        )
        for _ in range(3)
    ]
    one, other = centres.total(parts), centres.total(parts[::-1])
    torch.testing.assert_close(one.heat, other.heat)
    torch.testing.assert_close(one.moves, other.moves)
