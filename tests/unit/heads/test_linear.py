import numpy as np

from peel.heads.linear import Linear, Plane, solve_positive
from peel.heads.scaling import Scaling


def test_plane_scores_coordinates():
    plane = Plane(np.array([[1.0, -1.0], [2.0, 0.0]]), np.array([0.5, 0.0]))
    assert plane(np.array([[1.0, 1.0]])).tolist() == [[3.5, -1.0]]


def test_head_standardises_before_it_scores():
    scaling = Scaling(mean=np.array([10.0]), scale=np.array([2.0]))
    head = Linear(scaling=scaling, weight=np.array([[3.0]]), bias=np.array([1.0]))
    assert head(np.array([[14.0]])).tolist() == [[7.0]]


def test_ridge_is_added_to_the_diagonal():
    matrix = np.array([[2.0, 1.0], [1.0, 3.0]])
    got = solve_positive(matrix, 0.5, targets=np.eye(2))
    np.testing.assert_allclose(got, np.linalg.inv(matrix + 0.5 * np.eye(2)))


def test_rows_that_are_alike_can_be_solved():
    row = np.ones((1, 3))
    assert np.isfinite(solve_positive(row.T @ row, 1e-3, targets=np.ones((3, 1)))).all()
