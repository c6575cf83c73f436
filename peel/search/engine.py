"""The loop of the search: ask what to do next, do it, tell what was found."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel import events
from peel.backbones.network import Network, prepare
from peel.errors import PeelError
from peel.films import grid
from peel.images.shards import Address, read
from peel.problem import Learner
from peel.runners.feature_file import FeatureFile
from peel.runners.local import Pass, features, side_by_side
from peel.search import only, plan, trial
from peel.search.conclusion import Conclusion, conclude
from peel.search.costs import Cost, Limits, costs
from peel.search.request import Request
from peel.search.trial import Candidate, Trial
from peel.types.event import Tried
from peel.types.items import Size
from peel.types.sample import frames_of


class FeaturePass(NamedTuple):
    """All items through one network; `macs` multiply-adds a picture."""

    branch: str
    macs: int


class Engine:
    """Who runs the search asks for what comes next; what is told decides what that is.

    A pass that is told is followed by a trial for every depth, and the last of them by trials of heads without a
    closed form where the closed ones ask for it. Where `only` names heads, these are all that is tried.
    """

    def __init__(
        self,
        networks: Mapping[str, Network],
        *,
        costs: Mapping[str, list[Cost]],
        learner: Learner,
        only: Collection[str] | None = None,
    ) -> None:
        """`costs` are those of each network ended at each of its taps."""
        self.networks, self.costs, self.learner = networks, costs, learner
        self.only = only
        self.waiting: deque[FeaturePass | Trial] = deque(
            FeaturePass(name, cost[-1].macs) for name, cost in self.costs.items()
        )
        self.open: dict[str, int] = {}
        self.candidates: list[Candidate] = []
        self.seconds: dict[str, float] = {}

    def ask(self) -> FeaturePass | Trial | None:
        """The next thing to do, or None where nothing is left."""
        return self.waiting.popleft() if self.waiting else None

    def ask_trials(self) -> list[Trial]:
        """All trials that wait and need no other's answer."""
        found = [asked for asked in self.waiting if isinstance(asked, Trial)]
        self.waiting = deque(asked for asked in self.waiting if isinstance(asked, FeaturePass))
        return found

    def tell_pass(self, done: FeaturePass) -> None:
        """The features of a branch are there."""
        branch, taps = done.branch, self.networks[done.branch].taps
        if self.only is None:
            self._plan(branch, plan.trials(branch, taps, learner=self.learner))
        else:
            self._plan(branch, plan.some(branch, taps, learner=self.learner, only=self.only))

    def tell(self, asked: Trial, found: list[Candidate], *, seconds: float) -> None:
        """Keep what a trial found, and plan what follows."""
        self.candidates += found
        self.seconds[asked.key] = seconds
        self.open[asked.branch] -= 1
        is_last = self.only is None and self.open[asked.branch] == 0
        if is_last and all(head.is_closed for head in asked.heads):
            own = (c for c in self.candidates if c.member.branch == asked.branch)
            best, taps = min(own, key=trial.rank), self.networks[asked.branch].taps
            found_more = plan.trained(asked.branch, taps, learner=self.learner, best=best)
            self._plan(asked.branch, found_more)

    def _plan(self, branch: str, trials: list[Trial]) -> None:
        self.open[branch] = self.open.get(branch, 0) + len(trials)
        self.waiting.extendleft(reversed(trials))


@dataclass(frozen=True, kw_only=True)
class Features:
    """The features of all taps of one branch, how many of them were cached, and what the pass took."""

    rows: FeatureFile
    cached: int
    seconds: float

    def vectors(self, tap: int) -> NDArray[np.float32]:
        """(n, d) of one tap."""
        return self.rows.vectors(tap).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """All that the search knows at its end, the candidates in the order of their rank."""

    networks: Mapping[str, Network]
    costs: Mapping[str, list[Cost]]
    features: Mapping[str, Features] = field(default_factory=dict)
    candidates: list[Candidate]
    seconds: Mapping[str, float]
    model: Conclusion


def explore(request: Request) -> SearchResult:
    """One pass a network, every depth, every head; then the mean of the best heads of one network."""
    networks = {name: _prepare(name, request) for name in _networks(request)}
    prices = {name: costs(network) for name, network in networks.items()}
    learner, only = request.rows.learner, request.how.only
    engine = Engine(networks, costs=prices, learner=learner, only=only)
    seen: dict[str, Features] = {}
    while (asked := engine.ask()) is not None:
        if isinstance(asked, FeaturePass):
            seen[asked.branch] = _pass(networks[asked.branch], request)
            engine.tell_pass(asked)
        else:
            _run(engine, [asked, *engine.ask_trials()], request=request, seen=seen)
    if not engine.candidates:
        raise _no_head(request)
    candidates = sorted(engine.candidates, key=trial.rank)
    allowed = [c for c in candidates if request.limits.allow(_cost(engine, c))]
    if not allowed:
        raise _too_dear(request.limits, engine)
    return SearchResult(
        networks=networks,
        costs=engine.costs,
        features=seen,
        candidates=candidates,
        seconds=engine.seconds,
        model=conclude(allowed, request.rows, n_heads=request.how.mean_of),
    )


def _networks(request: Request) -> list[str]:
    """Those that search.only needs, or all."""
    how = request.how
    wanted = {name.rsplit("/", 3)[0] for name in how.only or how.backbones}
    found = [name for name in how.backbones if how.only is None or name in wanted]
    if not found:
        raise _no_head(request)
    return found


def _no_head(request: Request) -> PeelError:
    got = ", ".join(request.how.only or ())
    return only.refused(got, request.how, what="head", form="NETWORK/DEPTH/POOLING/HEAD")


def _too_dear(limits: Limits, engine: Engine) -> PeelError:
    least = min(cost.macs for own in engine.costs.values() for cost in own)
    return PeelError(
        "P605",
        "no depth is within the limits",
        got=f"at most {limits.macs} multiply-adds and {limits.parameters} parameters",
        allowed=f"{least} multiply-adds or more, which the shallowest depth takes",
        do="allow more multiply-adds and parameters, or name a smaller network in search.backbones",
    )


def _cost(engine: Engine, candidate: Candidate) -> Cost:
    return engine.costs[candidate.member.branch][candidate.member.tap]


def _prepare(name: str, request: Request) -> Network:
    place, size = request.place, Size(request.how.size_px, frames_of(request.samples))
    network = prepare(name, size=size, source=place.weights, cache=place.cache)
    if size.frames == 1:
        return network
    seconds = median(
        grid.seconds_of(read(place.shards, Address(*one[2:5]), item=one.item))
        for one in request.samples
    )
    return replace(network, image=network.image.model_copy(update={"seconds": seconds}))


def _pass(network: Network, request: Request) -> Features:
    start = time.monotonic()
    rows, cached = features(
        Pass(network=network, place=request.place),
        request.samples,
        name=f"one pass of {network.backbone.name}",
    )
    return Features(rows=rows, cached=cached, seconds=round(time.monotonic() - start, 2))


def _run(
    engine: Engine, trials: list[Trial], *, request: Request, seen: Mapping[str, Features]
) -> None:
    """Trials, as many side by side as there are cores; the numbers do not depend on how many."""

    def one(asked: Trial) -> tuple[list[Candidate], float]:
        start = time.monotonic()
        vectors = seen[asked.branch].vectors(asked.tap.point.index)
        found = trial.run(asked, vectors, rows=request.rows)
        return found, round(time.monotonic() - start, 3)

    for each, (found, seconds) in zip(trials, side_by_side(one, trials), strict=True):
        engine.tell(each, found, seconds=seconds)
        best = found[0]
        words = f"{request.metric} {best.score:.4f}, log loss {best.log_loss:.4f}"
        told = Tried(
            key=each.key,
            name=f"{each.branch} depth {each.tap.point.index}",
            score=round(best.score, 4),
            message=f"{words} ({best.member.pooling}, {best.member.head})",
            seconds=seconds,
        )
        events.tell(told)
