"""What follows from the gate's word on the challengers of a run."""

import pytest

from peel.params.sections import Params
from peel.registry.promote import offer, promote
from peel.registry.registry import Decision, Origin, open_registry
from peel.retraining import decide
from peel.retraining.place import Place, Tools
from peel.retraining.workbench import Bench
from peel.types.retraining import Run
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def place(project: Project):  # noqa: F811
    """An installation whose first build was promoted."""
    registry = open_registry(project.folder)
    first = offer(registry, project.build(), origin=Origin(), now=1.0)
    promote(registry, first, decision=Decision(by="me", now=1.0))
    tools = Tools(repro=print, now=lambda: 2.0, say=print)
    return Place(registry, Params(), tools)


def run(*judged):
    return Run(id="r1", trigger="red", started_at=1.0, notes={"judged": list(judged)})


def told(model, verdict):
    return {"model": model, "verdict": verdict, "words": "so it is", "mode": "refit"}


def test_nothing_promoted_is_no_champion(project: Project):  # noqa: F811
    registry = open_registry(project.folder)
    tools = Tools(repro=print, now=lambda: 1.0, say=print)
    assert decide.champion(Place(registry, Params(), tools)) == ""


def test_champion_itself_is_no_challenger(place):
    bench = Bench(place.project, place.project)
    found = decide.judge(place, decide.champion(place), bench=bench)
    assert (found["verdict"], found["enough"]) == ("refuse", False)


def test_refused_challenger_leaves_the_champion(place):
    before = decide.champion(place)
    outcome, words = decide.decide(place, run(told("c" * 64, "refuse")))
    assert (outcome, words) == ("refused", "so it is")
    assert decide.champion(place) == before


def test_challenger_that_took_over_is_promoted(place):
    outcome, _ = decide.decide(place, run(told(decide.champion(place), "promote")))
    assert outcome == "promoted"


def test_champion_built_again_is_no_promotion(place):
    served = told(decide.champion(place), "refuse")
    outcome, _ = decide.decide(place, run(served))
    assert outcome == "refused"
    worse = told("c" * 64, "refuse") | {"words": "it is worse"}
    assert decide.decide(place, run(served, worse)) == ("refused", "it is worse")


def test_later_challenger_must_be_liked_more():
    judged = [told("a", "shadow"), told("b", "promote"), told("c", "promote")]
    assert decide.best(judged)["model"] == "b"
