import pytest
import torch

from peel.detection import centres
from peel.detection.goals import Goal

GOAL = Goal(
    torch.tensor([[8.0, 8.0, 40.0, 40.0], [60.0, 60.0, 90.0, 70.0]]),
    torch.tensor([1, 0]),
    torch.zeros(0, 4),
)
SHAPE = (12, 16)


def test_bump_is_one_at_the_centre():
    heat, owner = centres.bumps(GOAL, SHAPE, k=2)
    top = heat.view(12, 16, 2)
    assert float(top[3, 3, 1]) == 1.0
    assert float(top[8, 9, 0]) == 1.0
    assert owner.view(12, 16, 2)[3, 3].tolist() == [-1, 0]


def test_object_at_the_edge_has_a_cell():
    goal = Goal(torch.tensor([[120.0, 90.0, 136.0, 102.0]]), torch.tensor([0]), torch.zeros(0, 4))
    assert float(centres.bumps(goal, SHAPE, k=1)[0].max()) == 1.0


@pytest.fixture
def maps():
    """Maps that hold what is to be learnt: heat and moves of the goal themselves."""
    rng = torch.Generator().manual_seed(0)
    return [torch.randn(1, 3, 12 // s, 16 // s, generator=rng) for s in (1, 2, 4)]


def test_all_cells_on_objects_are_rows(maps):
    heat, _ = centres.bumps(GOAL, SHAPE, k=2)
    cells = centres.rows(maps, GOAL, k=2, rng=torch.Generator().manual_seed(0))
    assert int((cells.heat > 0.5).sum()) == int((heat > 0.5).sum())
    assert cells.rows.shape == (len(cells.heat), 9)


def test_unsaid_regions_give_no_rows(maps):
    everywhere = GOAL._replace(unsaid=torch.tensor([[0.0, 0.0, 1000.0, 1000.0]]))
    cells = centres.rows(maps, everywhere, k=2, rng=torch.Generator().manual_seed(0))
    assert len(cells.rows) == 0


def test_picture_without_objects_teaches_background(maps):
    empty = Goal(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64), torch.zeros(0, 4))
    cells = centres.rows(maps, empty, k=2, rng=torch.Generator().manual_seed(0))
    assert len(cells.rows) == 80
    assert float(cells.heat.sum()) == 0


def test_moves_lead_to_the_box(maps):
    cells = centres.rows(maps, GOAL, k=2, rng=torch.Generator().manual_seed(0))
    at = int(cells.heat[:, 1].argmax())
    shift, size = cells.moves[at, 1, :2] * 8, cells.moves[at, 1, 2:].exp() * 32
    assert (shift + 28).tolist() == [24.0, 24.0]  # 28 is the middle of the fourth cell
    assert size.tolist() == [32.0, 32.0]
