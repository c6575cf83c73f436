"""What a cut at each depth costs to serve: counted, so that every machine says the same, and known before the pass."""

from __future__ import annotations

from dataclasses import dataclass

from peel.backbones.network import Network


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Parameters, and multiply-adds for one picture."""

    parameters: int
    macs: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a model may cost at most; None is no limit."""

    parameters: int | None = None
    macs: int | None = None

    def allow(self, cost: Cost) -> bool:
        """Whether a cut of this cost may be chosen."""
        pairs = ((self.parameters, cost.parameters), (self.macs, cost.macs))
        return all(most is None or value <= most for most, value in pairs)


def costs(network: Network) -> list[Cost]:
    """The cost of the network ended at each of its taps."""
    found = (network.cost([tap.output]) for tap in network.taps)
    return [Cost(parameters=parameters, macs=macs) for parameters, macs in found]
