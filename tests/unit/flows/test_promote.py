"""The flow judges what waits, and nothing where there is no champion to be better than."""

from flows.promote import judged
from peel.registry.promote import offer
from peel.registry.registry import Origin, open_registry
from tests.unit.registry.conftest import Project, project, yes  # noqa: F401


def test_candidate_without_champion_is_not_judged(project: Project):  # noqa: F811
    registry = open_registry(project.folder)
    offer(registry, project.build(), origin=Origin(), now=1.0)
    assert judged(registry, now=1.0) == []
