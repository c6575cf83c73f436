"""Models are found as a person names them."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.registry.promote import offer, promote
from peel.registry.registry import Origin, candidate, pick
from tests.unit.registry.conftest import yes


@pytest.fixture
def models(project, registry):
    """One champion and one that waits."""
    first = offer(registry, project.build(), origin=Origin(), now=1.0)
    promote(registry, first, decision=yes())
    return first, offer(registry, project.build("b"), origin=Origin(run="r"), now=2.0)


def test_model_has_two_names(registry, models):
    first, second = models
    assert pick(registry.store, "v1.0.0") == first
    assert pick(registry.store, second[:8]) == second


@pytest.mark.parametrize("told", ["v9.9.9", "", "zzzz", "%"])
def test_unknown_model_is_refused(registry, models, told):
    with pytest.raises(PeelError, match=f"P873.*v1.0.0, .*{models[1][:12]}"):
        pick(registry.store, told)


def test_candidate_is_written_once(project, registry, models):
    again = offer(registry, project.folder / "data/export", origin=Origin(commit="c" * 40), now=9.0)
    found = candidate(registry.store, again)
    assert (again, found.at, found.run, found.commit) == (models[1], 2.0, "r", "c" * 40)
