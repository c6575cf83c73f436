import shutil

import pytest

from peel.errors import PeelError
from peel.runners import dense
from peel.training import given
from peel.training.finding import sight_of


@pytest.mark.slow
def test_detector_is_the_one_of_the_search(things):
    """What the search kept is taken; without it the same is learnt again."""
    cache = things.given.place.cache.root / "detectors"
    before = (things.exam.trained / "candidate.onnx").read_bytes()
    shutil.rmtree(cache)
    again = things.exam.trained.parent / "again"
    facts = given.run(things.choice, things.given, folder=again)
    assert (again / "candidate.onnx").read_bytes() == before
    assert facts.macs > 0


@pytest.mark.slow
def test_other_network_is_refused(things):
    (branch,) = things.choice.branches
    other = things.choice.model_copy(
        update={"branches": (branch.model_copy(update={"key": "0" * 64}),)}
    )
    with pytest.raises(PeelError, match="P601"):
        sight_of(other, things.given.place)


@pytest.mark.slow
def test_what_is_learnt_changes_the_key(things):
    seen = sight_of(things.choice, things.given.place)
    space = things.choice.space
    others = ({}, {"names": ("a", "b")}, {"decision": {**space.decision, "peaks": 5}})
    spaces = [space.model_copy(update=other) for other in others]
    keys = {dense.key_of(seen, things.given.items, space=one) for one in spaces}
    assert len(keys) == 3
