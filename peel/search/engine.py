"""The loop of the search: ask for a trial, run it, tell what it found."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from peel import events
from peel.runners.local import Pass, features
from peel.runners.network import Network, Weighing, prepare
from peel.search import plan, trial
from peel.search.choose import best_heads, out_of_fold
from peel.search.costs import Cost, costs
from peel.search.job import Job
from peel.search.trial import Candidate, Trial
from peel.types.model import Member


class Engine:
    """Trials wait in order; whoever runs them asks for the next and tells the candidates."""

    def __init__(self) -> None:
        self.waiting: deque[Trial] = deque()
        self.candidates: list[Candidate] = []
        self.seconds: dict[str, float] = {}

    def plan(self, trials: Iterable[Trial]) -> None:
        """Put trials at the end of the queue."""
        self.waiting.extend(trials)

    def ask(self) -> Trial | None:
        """The next trial, or None when all are asked for."""
        return self.waiting.popleft() if self.waiting else None

    def tell(self, asked: Trial, found: list[Candidate], *, seconds: float) -> None:
        """Keep what a trial found."""
        self.candidates += found
        self.seconds[asked.key] = seconds


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that the search knows at its end."""

    networks: dict[str, Network]
    costs: dict[str, list[Cost]]
    candidates: list[Candidate]
    seconds: dict[str, float]
    chosen: list[Candidate]
    out_of_fold: NDArray[np.float64]
    cached: int = 0
    passes: dict[str, float] = field(default_factory=dict)

    @property
    def members(self) -> list[Member]:
        """The heads of the model, best first."""
        return [c.member for c in self.chosen]


def search(job: Job) -> Found:
    """One pass a network, every depth, every closed form; then the mean of the best heads of one network."""
    engine, networks, prices, passes = Engine(), {}, {}, {}
    rows: dict[str, NDArray[np.float16]] = {}
    cached = 0
    for name in job.backbones:
        weighing = Weighing(folder=job.weights_folder, download=job.download)
        network = prepare(name, size_px=job.size_px, weighing=weighing)
        start = time.monotonic()
        work = Pass(
            graph=network.graph,
            key=network.key,
            size_px=job.size_px,
            shards=job.shards,
            cache=job.cache,
        )
        rows[name], hits = features(work, job.samples, name=f"one pass of {name}")
        passes[name], cached = round(time.monotonic() - start, 2), cached + hits
        networks[name], prices[name] = network, costs(network)
        engine.plan(plan.trials(name, network.taps, learner=job.learner))
        _run(engine, job, network=network, rows=rows[name])
    chosen = best_heads(engine.candidates, job.classes, n=job.mean_of)
    network = networks[chosen[0].backbone]
    return Found(
        networks=networks,
        costs=prices,
        candidates=sorted(engine.candidates, key=trial.rank),
        seconds=engine.seconds,
        chosen=chosen,
        out_of_fold=_honest(chosen, job, network=network, rows=rows[network.backbone.name]),
        cached=cached,
        passes=passes,
    )


def _run(engine: Engine, job: Job, *, network: Network, rows: NDArray[np.float16]) -> None:
    while (asked := engine.ask()) is not None:
        start = time.monotonic()
        found = trial.run(
            asked, vectors(network, rows, tap=asked.tap.point.index), classes=job.classes
        )
        seconds = round(time.monotonic() - start, 3)
        engine.tell(asked, found, seconds=seconds)
        best = found[0]
        events.emit(
            "trial",
            key=asked.key,
            name=f"{asked.backbone} depth {asked.tap.point.index}",
            score=round(best.accuracy, 4),
            message=f"{job.metric} {best.accuracy:.4f}, log loss {best.log_loss:.4f} ({best.member.pooling}, {best.member.head})",
            seconds=seconds,
        )


def vectors(network: Network, rows: NDArray[np.float16], *, tap: int) -> NDArray[np.float32]:
    """(n, d) of one tap out of the rows of all taps."""
    start = network.start(tap)
    return rows[:, start : start + network.taps[tap].total].astype(np.float32)


def _honest(
    chosen: list[Candidate], job: Job, *, network: Network, rows: NDArray[np.float16]
) -> NDArray[np.float64]:
    taps = sorted({c.member.tap for c in chosen})
    parts = {tap: vectors(network, rows, tap=tap) for tap in taps}
    return out_of_fold(chosen, job.classes, folds=job.folds, vectors=parts)
