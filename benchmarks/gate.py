"""How often the gate of a promotion is right, from the product's own judge: `python benchmarks/gate.py [RUNS]`.

Champion and challenger answer the same pictures; on a share of them (`discordant`) only one is right, and the challenger is right on
so many more as its true gain says. Every row draws new pictures and asks `peel.registry.judge` itself.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from peel.metrics.sign import mid_p
from peel.params.sections import Promote
from peel.registry.judge import Evidence, Pairs, judge
from peel.registry.shadow import bets

HOW = Promote()
ROWS = ((-0.01, 0.06), (0.0, 0.06), (0.01, 0.06), (0.02, 0.06), (0.04, 0.06), (0.04, 0.12))
SIZES = (500, 2000)
RETRAINS, SEALED = 20, 1000
_SCORE = 0.9


def drawn(rng: np.random.Generator, n: int, *, gain: float, discordant: float) -> Pairs:
    """N pictures: both right, both wrong, or one of them."""
    better, worse = (discordant + gain) / 2, (discordant - gain) / 2
    kinds = rng.choice(4, n, p=[_SCORE - worse, 1 - _SCORE - better, better, worse])
    old, new = np.isin(kinds, (0, 3)).astype(float), np.isin(kinds, (0, 2)).astype(float)
    return Pairs(old, new, np.arange(n))


def evidence(fresh: Pairs, sealed: Pairs, *, look: int) -> Evidence:
    """All else is equal."""
    return Evidence(
        fresh=fresh, sealed=sealed, tau=0.9, look=look, ms=(20.0, 20.0), size=(9, 9),
        calibration=(0.02, 0.02), is_proven=True,
    )  # fmt: skip


def table(runs: int) -> list[str]:
    """The rows of the handbook: of 100 challengers how many each rule lets in."""
    lines = [
        f"{'gain':>5} {'discordant':>10} {'n':>6} {'naive':>6} {'mid-p .05':>9} {'gate, look 1':>12} {'trial 20':>9} {'tickets':>8}"
    ]
    for gain, discordant in ROWS:
        for n in SIZES:
            rng = np.random.default_rng([int(1000 * gain) + 100, int(100 * discordant), n])
            found = np.array([_once(rng, n, gain=gain, discordant=discordant) for _ in range(runs)])
            shares = [f"{100 * found[:, k].mean():.0f}" for k in range(4)]
            waits = found[found[:, 3] > 0, 4]
            median = f"{np.median(waits):.0f}" if len(waits) else "-"
            lines.append(
                f"{100 * gain:+5.0f} {discordant:>10.2f} {n:>6} {shares[0]:>6} {shares[1]:>9} {shares[2]:>12} {shares[3]:>9} {median:>8}"
            )
    return lines


def _once(rng: np.random.Generator, n: int, *, gain: float, discordant: float) -> list[float]:
    fresh = drawn(rng, n, gain=gain, discordant=discordant)
    sealed = drawn(rng, SEALED, gain=gain, discordant=discordant)
    return [
        fresh.better > fresh.worse,
        mid_p(fresh.better, fresh.worse) < 0.05,
        judge(evidence(fresh, sealed, look=1), HOW).verdict == "promote",
        *_trial(np.sign(fresh.new - fresh.old)),
    ]


def _trial(signs: NDArray[np.float64]) -> tuple[bool, int]:
    """Whether bets reach 20 before the mirror does, and after how many tickets."""
    places = np.flatnonzero(signs)
    better = (signs[places] > 0).cumsum()
    for k, place in enumerate(places):
        worse = k + 1 - int(better[k])
        if k + 1 >= 5:
            gain, loss = bets([1] * int(better[k]) + [-1] * worse)
            if gain >= 20:
                return True, int(place) + 1
            if loss >= 20:
                break
    return False, 0


def retrains(runs: int) -> dict[str, float]:
    """At least one false promotion among 20 equal challengers that meet the champion on the very same pictures."""
    let_in = {"naive": 0, "mid-p .05 each": 0, "mid-p, level spent": 0, "the whole gate": 0}
    rng = np.random.default_rng(1)
    for _ in range(runs):
        right = rng.random((2, SEALED)) < _SCORE
        seen = [_equals(rng, part) for part in right]
        ever = dict.fromkeys(let_in, False)
        for look, (fresh, sealed) in enumerate(zip(*seen, strict=True), 1):
            told = judge(evidence(fresh, sealed, look=look), HOW)
            chance = mid_p(fresh.better, fresh.worse)
            ever["naive"] |= fresh.better > fresh.worse
            ever["mid-p .05 each"] |= chance < 0.05
            ever["mid-p, level spent"] |= chance < told.alpha
            ever["the whole gate"] |= told.verdict == "promote"
        for name, was in ever.items():
            let_in[name] += was
    return {name: 100 * n / runs for name, n in let_in.items()}


def _equals(rng: np.random.Generator, right: NDArray[np.bool_]) -> list[Pairs]:
    """20 challengers of the champion's own score: each turns 3 % of all answers to right, and as many to wrong."""
    n, found = len(right), []
    for _ in range(RETRAINS):
        to_wrong = right & (rng.random(n) < 0.03 / _SCORE)
        to_right = ~right & (rng.random(n) < 0.03 / (1 - _SCORE))
        new = (right & ~to_wrong) | to_right
        found.append(Pairs(right.astype(float), new.astype(float), np.arange(n)))
    return found


def main() -> None:
    """Print both tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("\n".join(table(runs)))
    print(
        f"\n{RETRAINS} equal challengers on the same {SEALED} pictures, at least one false promotion:"
    )
    for name, share in retrains(runs).items():
        print(f"  {name:<20} {share:.1f} %")


if __name__ == "__main__":
    main()
