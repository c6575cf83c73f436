import pytest

from peel.errors import PeelError
from peel.training import given


@pytest.mark.slow
def test_detector_of_another_network_is_refused(things, tmp_path):
    (branch,) = things.choice.branches
    other = branch.model_copy(update={"key": "0" * 64})
    choice = things.choice.model_copy(update={"branches": (other,)})
    with pytest.raises(PeelError, match="P601"):
        given.run(choice, things.given, folder=tmp_path / "train")
