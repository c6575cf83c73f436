import torch

from peel.detection import sums


def _rows(seed=0, n=60):
    rng = torch.Generator().manual_seed(seed)
    rows = torch.randn(n, 4, generator=rng) * torch.tensor([1.0, 5.0, 0.1, 1.0])
    return rows, torch.stack([rows[:, 0] - 3 * rows[:, 2] + 2, rows[:, 1]], 1)


def test_plane_is_found():
    rows, targets = _rows()
    fitted = sums.solve(sums.of(rows, targets), 1e-6)
    torch.testing.assert_close(fitted(rows), targets, atol=1e-3, rtol=1e-3)


def test_weight_two_is_row_twice():
    rows, targets = _rows()
    weights = torch.ones(60)
    weights[:7] = 2
    once = sums.of(rows, targets, weights=weights)
    twice = sums.of(torch.cat([rows, rows[:7]]), torch.cat([targets, targets[:7]]))
    torch.testing.assert_close(once, twice, atol=1e-3, rtol=1e-5)


def test_shrinkage_draws_to_the_mean():
    rows, targets = _rows()
    fitted = sums.solve(sums.of(rows, targets), 1e6)
    torch.testing.assert_close(fitted(rows), targets.mean(0).expand(60, 2), atol=1e-2, rtol=1e-2)


def test_no_rows_give_nothing():
    fitted = sums.solve(sums.of(torch.zeros(0, 4), torch.zeros(0, 2)), 1e-2)
    assert fitted(torch.ones(1, 4)).tolist() == [[0.0, 0.0]]
