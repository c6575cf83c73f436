"""The loop of the search: ask for a trial, run it, tell what it found."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel import events
from peel.backbones.network import Network, Weighing, prepare
from peel.runners.local import Pass, features, side_by_side
from peel.runners.rows import Rows
from peel.search import plan, trial
from peel.search.conclusion import Conclusion, conclude
from peel.search.costs import Cost, costs
from peel.search.job import Job
from peel.search.trial import Candidate, Trial


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
class Seen:
    """One network after its pass: the features of all taps, and what the pass and each cut cost."""

    network: Network
    rows: Rows
    cached: int
    seconds: float
    costs: list[Cost]

    def vectors(self, tap: int) -> NDArray[np.float32]:
        """(n, d) of one tap."""
        return self.rows.vectors(tap).astype(np.float32)


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that the search knows at its end, the candidates in the order of their rank."""

    seen: dict[str, Seen]
    candidates: list[Candidate]
    seconds: dict[str, float]
    model: Conclusion

    @property
    def network(self) -> Network:
        """The network of the model."""
        return self.seen[self.model.heads[0].backbone].network


def explore(job: Job) -> Found:
    """One pass a network, every depth, every closed form; then the mean of the best heads of one network."""
    engine, seen = Engine(), {}
    for name in job.backbones:
        seen[name] = _see(name, job)
        engine.plan(plan.trials(name, seen[name].network.taps, learner=job.learner))
        _run(engine, job, seen=seen[name])
        best = min((c for c in engine.candidates if c.backbone == name), key=trial.rank)
        taps = seen[name].network.taps
        engine.plan(plan.trained(name, taps, learner=job.learner, best=best))
        _run(engine, job, seen=seen[name])
    candidates = sorted(engine.candidates, key=trial.rank)
    model = conclude(candidates, job.rows, families=job.families, n_heads=job.mean_of)
    return Found(seen=seen, candidates=candidates, seconds=engine.seconds, model=model)


def _see(name: str, job: Job) -> Seen:
    weighing = Weighing(folder=job.weights_folder, download=job.download)
    network = prepare(name, size_px=job.size_px, weighing=weighing, cache=job.cache)
    start = time.monotonic()
    work = Pass(
        graph=network.graph,
        key=network.key,
        size_px=job.size_px,
        shards=job.shards,
        cache=job.cache,
    )
    rows, cached = features(work, job.samples, name=f"one pass of {name}")
    seconds = round(time.monotonic() - start, 2)
    return Seen(network=network, rows=rows, cached=cached, seconds=seconds, costs=costs(network))


def _run(engine: Engine, job: Job, *, seen: Seen) -> None:
    """All waiting trials, as many side by side as there are cores; the numbers do not depend on how many."""

    def one(asked: Trial) -> tuple[list[Candidate], float]:
        start = time.monotonic()
        vectors = seen.vectors(asked.tap.point.index)
        found = trial.run(asked, vectors, rows=job.rows)
        return found, round(time.monotonic() - start, 3)

    asked = list(iter(engine.ask, None))
    for each, (found, seconds) in zip(asked, side_by_side(one, asked), strict=True):
        engine.tell(each, found, seconds=seconds)
        best, share = found[0], found[0].accuracy(job.rows.classes)
        events.emit(
            "trial",
            key=each.key,
            name=f"{each.backbone} depth {each.tap.point.index}",
            score=round(share, 4),
            message=f"{job.metric} {share:.4f}, log loss {best.log_loss:.4f} ({best.member.pooling}, {best.member.head})",
            seconds=seconds,
        )
