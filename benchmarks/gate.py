"""How often the gate of a promotion is right, from the product's own judge: `python benchmarks/gate.py [RUNS]`.

Champion and challenger answer the same pictures; on a share of them (`discordant`) only one is right, and the challenger is right on
so many more as its true gain says. Every row draws new pictures and asks `peel.registry.judge` itself.
"""

from __future__ import annotations

import sys
from statistics import NormalDist
from typing import Any

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
WAYS: dict[str, dict[str, Any]] = {
    "endless, first year": {"renews": False},
    "endless, second year": {"renews": False, "begin": 50},
    "of a champion": {"renews": True},
}
ASKED = 3000  # audited answers of a trial
LOOKS, ONE_IN, GAIN = 50, 8, 0.04  # a year: so many challengers, one in so many gains so much


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
    return [_against(right, _changed(rng, right, score=_SCORE)) for _ in range(RETRAINS)]


def _changed(
    rng: np.random.Generator, right: NDArray[np.bool_], *, score: float, more: float = 0.0
) -> NDArray[np.bool_]:
    """Answers of a model that turns 3 % of all answers to right and as many to wrong; `more` of them to right besides."""
    n = len(right)
    to_wrong = right & (rng.random(n) < 0.03 / score)
    to_right = ~right & (rng.random(n) < (0.03 + more) / (1 - score))
    return np.asarray((right & ~to_wrong) | to_right)


def _against(old: NDArray[np.bool_], new: NDArray[np.bool_]) -> Pairs:
    return Pairs(old.astype(float), new.astype(float), np.arange(len(old)))


def champions(runs: int) -> dict[str, float]:
    """Of 100 second champions, better by 4 points, how many an equal challenger replaces on the very pictures that chose them; their looks begin anew."""
    rng, score = np.random.default_rng(2), _SCORE + GAIN
    ever = {"chosen at all": 0, "mid-p, level spent": 0, "the whole gate": 0}
    for _ in range(runs):
        first = [rng.random(SEALED) < _SCORE for _ in range(2)]
        second = [_changed(rng, part, score=_SCORE, more=GAIN) for part in first]
        pairs = [_against(*both) for both in zip(first, second, strict=True)]
        if not judge(evidence(*pairs, look=1), HOW).checks[0].holds:
            continue
        ever["chosen at all"] += 1
        told = []
        for look in range(1, RETRAINS + 1):
            met = [_against(part, _changed(rng, part, score=score)) for part in second]
            told.append(judge(evidence(*met, look=look), HOW))
        ever["mid-p, level spent"] += any(one.checks[0].holds for one in told)
        ever["the whole gate"] += any(one.verdict == "promote" for one in told)
    n = ever["chosen at all"]
    return {name: 100 * k / (runs if k == n else n) for name, k in ever.items()}


def years(runs: int, *, n: int, renews: bool, begin: int = 0) -> tuple[float, float, float]:
    """Of 100 years with 50 challengers on n pictures each: those with a false promotion; of the ones that gain 4 points how many get in at looks 41 to 50; looks since the count began there.

    One challenger in eight gains 4 points, the others are equal. `renews`: the count begins anew with each champion, else it goes on
    from `begin`.
    """
    rng = np.random.default_rng([3, n])
    false, late, counts = 0, [], []
    for _ in range(runs):
        count, is_false = begin, False
        for place in range(LOOKS):
            gain, count = (GAIN if rng.random() < 1 / ONE_IN else 0.0), count + 1
            fresh = drawn(rng, n, gain=gain, discordant=0.06)
            sealed = drawn(rng, SEALED, gain=gain, discordant=0.06)
            is_in = judge(evidence(fresh, sealed, look=count), HOW).verdict == "promote"
            is_false |= is_in and not gain
            if place >= LOOKS - 10:
                counts.append(count)
                late += [is_in] if gain else []
            count = 0 if is_in and renews else count
        false += is_false
    return 100 * false / runs, 100 * float(np.mean(late)), float(np.mean(counts))


def others(runs: int, *, alike: float, way: str) -> tuple[float, float, float, float]:
    """Of 100 equal challengers how many pass the first condition, and the gate, where labels were asked for by the trial of another equal one.

    One answer in ten lies in days that were answered whole, of the others people labelled what the trial asked for. `way`: all of these
    count ("counted"), the trial's do not ("left out"), or as many were drawn at random. Also the share on which two differ, and the labels.
    """
    rng, found = np.random.default_rng(4), []
    for _ in range(runs):
        old, first, second = _alike(rng, ASKED, alike=alike)
        whole, differ = rng.random(ASKED) < 0.1, old != first
        ways = {"at random": rng.random(ASKED) < (whole | differ).mean(), "left out": whole}
        told = ways.get(way, whole | differ)
        fresh = _against(old[told], second[told])._replace(drawn=(whole | ~differ)[told])
        sealed = _against(*_alike(rng, SEALED, alike=alike)[:2])
        judged = judge(evidence(fresh, sealed, look=1)._replace(tau=0.85), HOW)
        passed = judged.checks[0].holds, judged.verdict == "promote"
        found.append((*passed, (old != second).mean(), told.sum()))
    shares = np.mean(found, axis=0)
    return 100 * shares[0], 100 * shares[1], 100 * shares[2], shares[3]


def _alike(rng: np.random.Generator, n: int, *, alike: float) -> NDArray[np.bool_]:
    """Three models that are equally right, on pictures that are easy or hard for all of them; `alike` is the correlation."""
    latent = np.sqrt(alike) * rng.normal(size=n) + np.sqrt(1 - alike) * rng.normal(size=(3, n))
    return np.asarray(latent < NormalDist().inv_cdf(_SCORE))


def main() -> None:
    """Print the tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("\n".join(table(runs)))
    print(
        f"\n{RETRAINS} equal challengers on the same {SEALED} pictures, at least one false promotion:"
    )
    for name, share in retrains(runs).items():
        print(f"  {name:<20} {share:.1f} %")
    print(
        f"\na second champion that these pictures chose, {RETRAINS} equal challengers on them again:"
    )
    for name, share in champions(runs).items():
        print(f"  {name:<20} {share:.1f} %")
    print(f"\nyears of {LOOKS} challengers, one in {ONE_IN} gains 4 points:")
    print(f"  {'pictures':>8} {'count':<22} {'false %':>8} {'late gains in %':>16} {'look':>6}")
    for n in (500, 1000):
        for words, how in WAYS.items():
            false, late, count = years(max(runs // 4, 1), n=n, **how)
            print(f"  {n:>8} {words:<22} {false:>8.1f} {late:>16.0f} {count:>6.0f}")
    print("\nequal challengers, and labels that the trial of another equal one asked for:")
    print(f"  {'differ %':>8} {'those labels':<13} {'labels':>7} {'first %':>8} {'gate %':>7}")
    for alike in (0.6, 0.8, 0.9, 0.95):
        for way in ("at random", "counted", "left out"):
            passed, in_, differ, asked = others(runs, alike=alike, way=way)
            print(f"  {differ:>8.1f} {way:<13} {asked:>7.0f} {passed:>8.1f} {in_:>7.1f}")


if __name__ == "__main__":
    main()
