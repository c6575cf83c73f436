import pytest
import torch

from peel.detection import rescorer
from peel.detection.regions import RegionRows


@pytest.fixture(scope="module")
def rows():
    """Rows of which the first number says what they are worth as the first class, and the second their shift."""
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(3000, 12, generator=rng)
    worth = torch.stack([(x[:, 0] > 0).float(), torch.zeros(3000)], 1)
    moves = torch.zeros(3000, 2, 4)
    moves[:, 0, 0] = 0.2 * x[:, 1]
    return RegionRows(x, worth, moves, worth)


@pytest.fixture(scope="module")
def trained(rows):
    projection = rescorer.project(rows.rows)
    return rescorer.train(rows._replace(rows=projection(rows.rows)), projection, seed=0)


@pytest.mark.slow
def test_worth_is_learnt(rows, trained):
    worth, _ = trained(rows.rows)
    assert float(((worth[:, 0] > 0.5) == (rows.worth[:, 0] > 0.5)).float().mean()) > 0.95
    assert float(worth[:, 1].max()) < 0.2


@pytest.mark.slow
def test_moves_are_learnt_where_firm(rows, trained):
    _, moves = trained(rows.rows)
    firm = rows.worth[:, 0] > 0.5
    off = (moves[firm, 0, 0] - rows.moves[firm, 0, 0]).abs().mean()
    assert float(off) < 0.05


def test_silent_channels_stop_no_projection(monkeypatch):
    """What LAPACK says of such a matrix differs from machine to machine."""
    rows = torch.randn(50, 6)
    want = rescorer.project(rows)
    real = torch.linalg.eigh

    def single_fails(squares):
        if squares.dtype == torch.float32:
            raise RuntimeError("failed to converge")
        return real(squares)

    monkeypatch.setattr(torch.linalg, "eigh", single_fails)
    found = rescorer.project(rows)
    assert found.weight.dtype == torch.float32
    torch.testing.assert_close(found(rows).abs(), want(rows).abs(), rtol=1e-3, atol=1e-3)


def test_projection_evens_out_scales():
    rng = torch.Generator().manual_seed(0)
    rows = torch.randn(500, 3, generator=rng) * torch.tensor([1.0, 100.0, 0.01]) + 5
    components = rescorer.project(rows)(rows)
    torch.testing.assert_close(components.mean(0), torch.zeros(3), atol=1e-3, rtol=0)
    assert float(components.std(0).max() / components.std(0).min()) < 1.5


def test_constant_feature_does_no_harm():
    rows = torch.cat(
        [torch.randn(50, 2, generator=torch.Generator().manual_seed(0)), torch.ones(50, 1)], 1
    )
    assert bool(rescorer.project(rows)(rows).isfinite().all())
