import numpy as np
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pixels(world):
    """What the model takes: two pictures of the size of the network, by branch."""
    rng = np.random.default_rng(0)
    size = world.choice.branches[0].image.size_px
    drawn = rng.uniform(0, 255, (2, 3, size, size)).astype(np.float32)
    return {branch.name: drawn for branch in world.choice.branches}


@pytest.fixture(scope="module")
def original(pair):
    return pair.original


def test_model_names_the_outputs_of_the_file(original, pixels):
    assert list(original(pixels)) == [output.name for output in original.outputs]


def test_answers_have_a_row_a_picture(original, pixels):
    assert {len(values) for values in original(pixels).values()} == {2}


def test_probabilities_sum_to_one(original, pixels):
    np.testing.assert_allclose(original(pixels)[original.outputs[0].name].sum(1), 1, atol=1e-6)


def test_picture_is_answered_alone_and_beside_others(original, pixels):
    name = original.outputs[0].name
    alone = original({branch: some[:1] for branch, some in pixels.items()})[name]
    np.testing.assert_allclose(original(pixels)[name][:1], alone, atol=1e-5)
