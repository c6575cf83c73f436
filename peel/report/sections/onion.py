"""The onion: what each depth is worth, and what is cut away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import names, words
from peel.html.charts import blocks, onion
from peel.report.facts import Facts
from peel.types.model import Choice
from peel.types.search import LeaderboardRow, OnionRow
from peel.types.training import Training

_LESS_WORK = 0.8


@dataclass(frozen=True, kw_only=True)
class View:
    """The curves, the cut, and the table behind them."""

    sentence: str
    last: str
    single: str
    caution: str
    chart: Markup
    legend: tuple[tuple[str, str], ...]
    has_threshold: bool
    table: tuple[OnionRow, ...]
    chosen: str
    taps: Collection[int]
    strip: Markup
    cut: str
    cost: tuple[tuple[str, str, str, str], ...]
    metric: str


def view(facts: Facts) -> View:
    """One curve a network, the chosen one first."""
    choice = facts.choice
    first = choice.branches[0].name
    networks = _ordered(facts.onion, first=first)
    own = [row for row in facts.onion if row.branch == first]
    depths = range(min(r.depth for r in own), max(r.depth for r in own) + 1)
    taps = {member.tap for member in choice.members if member.branch == first}
    drawn = _onion(facts, networks)
    return View(
        sentence=_sentence(choice, len(depths)),
        last=_last(own),
        single=_single(facts, own),
        caution=_caution(choice, own),
        chart=onion.draw(drawn, _label(facts, own)),
        legend=tuple((names.shown(name), onion.style(i)) for i, name in enumerate(networks)),
        has_threshold=drawn.threshold is not None,
        table=tuple(row for name in networks for row in facts.onion if row.branch == name),
        chosen=first,
        taps=taps,
        strip=blocks.draw(depths, choice.depth(), taps=taps, label=_strip_label(choice, depths)),
        cut=_cut(facts, depths),
        cost=_cost(facts.train, len(depths), n_kept=depths.index(choice.depth()) + 1),
        metric=words.plain(choice.metric),
    )


def _ordered(rows: Iterable[OnionRow], first: str) -> list[str]:
    """The networks by their best log loss, which is what the search ranks by."""
    best: dict[str, float] = {}
    for row in rows:
        best[row.branch] = min(best.get(row.branch, row.log_loss), row.log_loss)
    return sorted(best, key=lambda name: (name != first, best[name], name))


def _sentence(choice: Choice, n_depths: int) -> str:
    n, taps = len(choice.members), sorted({member.tap for member in choice.members})
    where = f"depth {taps[0]}" if len(taps) == 1 else f"depths {taps[0]} to {taps[-1]}"
    model = f"the mean of {n} heads at {where}" if n > 1 else f"one head at {where}"
    return (
        f"“{names.shown(choice.backbones)}” can be ended at {n_depths} depths. At each of them its features were tried as "
        f"they are, with small heads on top. The model is {model}."
    )


def _last(own: Sequence[OnionRow]) -> str:
    """What the depth is worth: the best one against the end of the network, where one would usually look."""
    best = min(own, key=lambda row: (row.log_loss, row.depth))
    last = max(own, key=lambda row: row.depth)
    if best.depth == last.depth:
        return "Here the deepest is the best single depth: these pictures are like those the network knows."
    end = f"At its last depth, where one would usually look, a single head reaches {words.percent(last.score)}"
    if best.score <= last.score:
        return f"{end}; depth {best.depth} with {words.percent(best.score)} is the surer one, for less work."
    gain = words.points(best.score - last.score)
    return (
        f"{end}; depth {best.depth} reaches {words.percent(best.score)}, {gain} more for less work."
    )


def _single(facts: Facts, own: Sequence[OnionRow]) -> str:
    """Said where one head at a shallow depth is as good as the model of many, for clearly less work."""
    choice, work = facts.choice, facts.train.macs
    macs = {t.tap: t.macs for t in facts.leaderboard if t.branch == choice.branches[0].name}
    small = (row for row in own if macs.get(row.depth, work) <= _LESS_WORK * work)
    found = next((row for row in small if row.score >= choice.score), None)
    if found is None or len(choice.members) < 2:
        return ""
    return (
        f"One head at depth {found.depth} is as good here ({words.percent(found.score)}, the model "
        f"{words.percent(choice.score)}) for {words.percent(macs[found.depth] / work)} of the model's work. Where work "
        "counts, search.mean_of: 1 in params.yaml asks for a single head."
    )


def _caution(choice: Choice, own: Sequence[OnionRow]) -> str:
    """Said where near copies make the curves look better than the model is."""
    best = min(own, key=lambda row: (row.log_loss, row.depth))
    if choice.high >= best.low:
        return ""
    return (
        "The curves are too hopeful here: many pictures have near copies among the others, and a head that has seen the "
        f"copy knows the answer. With whole families of pictures held out the model reaches {words.percent(choice.score)}."
    )


def _cut(facts: Facts, depths: range) -> str:
    train, depth = facts.train, facts.choice.depth()
    work = words.percent(train.macs / train.macs_full)
    size = words.percent(train.network_parameters / train.parameters_full)
    if depth >= depths[-1]:
        return "The model looks at the last depth, so that the whole network is kept."
    return (
        f"All that lies behind depth {depth} is cut away. The file does {work} of the work of the whole network and "
        f"holds {size} of its parameters."
    )


def _cost(train: Training, n_depths: int, *, n_kept: int) -> tuple[tuple[str, str, str, str], ...]:
    """What, of the whole network, of what is kept, and the share."""
    pairs = (
        ("depths", n_depths, n_kept),
        ("multiplications for a picture", train.macs_full, train.macs),
        ("parameters", train.parameters_full, train.network_parameters),
    )
    return tuple((n, words.big(a), words.big(b), words.percent(b / a)) for n, a, b in pairs)


def _onion(facts: Facts, networks: Sequence[str]) -> onion.Onion:
    choice, verdict = facts.choice, facts.verdict
    model = onion.Point(
        depth=choice.depth(),
        score=choice.score,
        low=choice.low,
        high=choice.high,
        text=f"the model: {words.percent(choice.score)}",
    )
    rings = [_ring(t) for t in facts.leaderboard if t.is_of(choice)]
    return onion.Onion(
        curves=[(n, [_point(row) for row in facts.onion if row.branch == n]) for n in networks],
        members=rings,
        model=model,
        threshold=verdict.threshold if verdict.metric == choice.metric else None,
    )


def _ring(trial: LeaderboardRow) -> onion.Point:
    text = (
        f"chosen: depth {trial.tap}, {words.plain(trial.pooling)}, {words.plain(trial.head)}: "
        f"{words.percent(trial.score)}"
    )
    return onion.Point(
        depth=trial.tap, score=trial.score, low=trial.low, high=trial.high, text=text
    )


def _point(row: OnionRow) -> onion.Point:
    return onion.Point(depth=row.depth, score=row.score, low=row.low, high=row.high)


def _label(facts: Facts, own: Sequence[OnionRow]) -> str:
    best = min(own, key=lambda row: (row.log_loss, row.depth))
    return (
        f"Score against depth; the best single head of the chosen network is at depth {best.depth} with "
        f"{words.percent(best.score)}, the model reaches {words.percent(facts.choice.score)}"
    )


def _strip_label(choice: Choice, depths: range) -> str:
    kept = sum(depth <= choice.depth() for depth in depths)
    return f"{kept} of {len(depths)} depths are kept, {len(depths) - kept} are cut away"
