"""The onion: what each depth is worth, and what is cut away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import names, words
from peel.html.charts import blocks, onion
from peel.report.facts import Facts
from peel.types.model import Branch, Choice
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
    table: tuple[tuple[OnionRow, bool], ...]
    strips: tuple[tuple[str, Markup], ...]
    cut: str
    cost: tuple[tuple[str, str, str, str], ...]
    metric: str


def view(facts: Facts) -> View:
    """One curve a network, those of the model first."""
    choice = facts.choice
    own = [row for row in facts.onion if row.branch == choice.branches[0].name]
    branches = [_branch(facts, branch) for branch in choice.branches]
    networks = _ordered(facts.onion, first=[each.name for each in branches])
    drawn = _onion(facts, networks)
    return View(
        sentence=_sentence(choice, branches),
        last=_last(own),
        single=_single(facts, own),
        caution=_caution(choice, own),
        chart=onion.draw(drawn, _label(facts, own)),
        legend=tuple((names.shown(name), onion.style(i)) for i, name in enumerate(networks)),
        has_threshold=drawn.threshold is not None,
        table=tuple(_table(facts, networks)),
        strips=tuple((each.backbone, _strip(each)) for each in branches),
        cut=_cut(facts.train, branches),
        cost=tuple(_cost(facts.train, branches)),
        metric=words.plain(choice.metric),
    )


@dataclass(frozen=True, kw_only=True)
class _Branch:
    """One network of the model: where it can be ended, where heads look, how deep it is kept."""

    name: str
    backbone: str
    depths: range
    taps: frozenset[int]
    kept: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is cut away."""
        return self.kept >= self.depths[-1]

    @property
    def n_kept(self) -> int:
        """Depths that are kept."""
        return self.depths.index(self.kept) + 1


def _branch(facts: Facts, branch: Branch) -> _Branch:
    depths = [row.depth for row in facts.onion if row.branch == branch.name]
    members = [member for member in facts.choice.members if member.branch == branch.name]
    return _Branch(
        name=branch.name,
        backbone=names.shown(branch.backbone),
        depths=range(min(depths), max(depths) + 1),
        taps=frozenset(member.tap for member in members),
        kept=facts.choice.depth(branch.name),
    )


def _table(facts: Facts, networks: Sequence[str]) -> Iterable[tuple[OnionRow, bool]]:
    """Every depth, and whether a head of the model looks there."""
    chosen = {(member.branch, member.tap) for member in facts.choice.members}
    for name in networks:
        own = (row for row in facts.onion if row.branch == name)
        yield from ((row, (row.branch, row.depth) in chosen) for row in own)


def _ordered(rows: Iterable[OnionRow], first: Sequence[str]) -> list[str]:
    """The networks by their best log loss, which is what the search ranks by."""
    best: dict[str, float] = {}
    for row in rows:
        best[row.branch] = min(best.get(row.branch, row.loss), row.loss)
    return sorted(best, key=lambda name: (name not in first, best[name], name))


def _sentence(choice: Choice, branches: Sequence[_Branch]) -> str:
    n, taps = len(choice.members), sorted({member.tap for member in choice.members})
    where = f"depth {taps[0]}" if len(taps) == 1 else f"depths {taps[0]} to {taps[-1]}"
    model = f"the mean of {n} heads at {where}" if n > 1 else f"one head at {where}"
    ends = " and ".join(
        f"“{each.backbone}” can be ended at {len(each.depths)} depths" for each in branches
    )
    its = "its" if len(branches) == 1 else "their"
    return f"{ends}. At each of them {its} features were tried as they are, with small heads on top. The model is {model}."


def _last(own: Sequence[OnionRow]) -> str:
    """What the depth is worth: the best one against the end of the network, where one would usually look."""
    best = min(own, key=lambda row: (row.loss, row.depth))
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
    best = min(own, key=lambda row: (row.loss, row.depth))
    if choice.high >= best.low:
        return ""
    return (
        "The curves are too hopeful here: the best of so many heads owes some of its score to luck, or to near copies among "
        f"the pictures. With what choosing flatters taken off the model reaches {words.percent(choice.score)}."
    )


def _cut(train: Training, branches: Sequence[_Branch]) -> str:
    network = "network" if len(branches) == 1 else "networks"
    work = words.percent(train.macs / train.macs_full)
    size = words.percent(train.network_parameters / train.parameters_full)
    if all(each.is_whole for each in branches):
        return f"The model looks at the last depth, so that the whole {network} {'is' if len(branches) == 1 else 'are'} kept."
    behind = " and ".join(
        f"depth {each.kept}" + (f" of “{each.backbone}”" if len(branches) > 1 else "")
        for each in branches
        if not each.is_whole
    )
    return (
        f"All that lies behind {behind} is cut away. The file does {work} of the work of the whole {network} and "
        f"holds {size} of {'its' if len(branches) == 1 else 'their'} parameters."
    )


def _cost(train: Training, branches: Sequence[_Branch]) -> Iterable[tuple[str, str, str, str]]:
    """What, of the whole network, of what is kept, and the share."""
    pairs = (
        (
            "depths",
            sum(len(each.depths) for each in branches),
            sum(each.n_kept for each in branches),
        ),
        ("multiplications for a picture", train.macs_full, train.macs),
        ("parameters", train.parameters_full, train.network_parameters),
    )
    return ((n, words.big(a), words.big(b), words.percent(b / a)) for n, a, b in pairs)


def _strip(branch: _Branch) -> Markup:
    n, kept = len(branch.depths), branch.n_kept
    label = f"{kept} of {n} depths are kept, {n - kept} are cut away"
    return blocks.draw(branch.depths, branch.kept, taps=branch.taps, label=label)


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
    best = min(own, key=lambda row: (row.loss, row.depth))
    return (
        f"Score against depth; the best single head of the chosen network is at depth {best.depth} with "
        f"{words.percent(best.score)}, the model reaches {words.percent(facts.choice.score)}"
    )
