import pytest

from peel.backbones.network import prepare
from peel.backbones.source import WeightSource
from peel.search.costs import Cost, Limits, costs
from peel.types.items import Size


@pytest.fixture(scope="module")
def network():
    return prepare("random", size=Size(64), source=WeightSource())


@pytest.mark.slow
def test_every_tap_has_its_cost(network):
    assert len(costs(network)) == len(network.taps)


@pytest.mark.slow
def test_deeper_cut_costs_more(network):
    found = [(cost.macs, cost.parameters) for cost in costs(network)]
    assert found == sorted(found)
    assert found[0][0] > 0


@pytest.mark.parametrize(
    ("limits", "is_allowed"),
    [
        (Limits(), True),
        (Limits(macs=1000), True),
        (Limits(macs=999), False),
        (Limits(parameters=9), False),
        (Limits(macs=999, parameters=10), False),
    ],
)
def test_limits_bound_each_cost(limits, is_allowed):
    assert limits.allow(Cost(parameters=10, macs=1000)) == is_allowed
