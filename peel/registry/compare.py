"""Champion and challenger on pictures that trained neither: the sealed test part, and the fresh ones that came from use.

Both are asked about the names that both know, whatever the kind; how right an answer is says the kind's own surrogate.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_

from peel import events
from peel.bundle.files import MODELS
from peel.bundle.load import load
from peel.bundle.predict import Model
from peel.bundle.trained_on import TrainedOn
from peel.export.contest import rightness
from peel.feedback import labels, tables
from peel.feedback.store import Store
from peel.images.digest import of_pixels
from peel.images.shards import read_pixels
from peel.params.load import FILE
from peel.params.load import load as load_params
from peel.problem import Answered, Outputs
from peel.project.state import State
from peel.registry import once, shelf
from peel.registry.judge import Evidence, Floats, Pairs
from peel.registry.registry import Registry
from peel.tables import read_table
from peel.types.judgement import Flip
from peel.types.ticket import Audited

_CALIBRATION = "calibration_error"
_DAY_S = 86_400
_YEAR_S = 365 * _DAY_S
_PICTURE, _RUNS = (480, 640), 7
_FLIPS = 200
_NOTHING = np.zeros((0, 0, 3), np.uint8)


class Rivals(NamedTuple):
    """The two models, loaded, what each was trained on, the bytes of their files, and their digests."""

    champion: Model
    challenger: Model
    learnt: tuple[TrainedOn, TrainedOn]
    sizes: tuple[int, int]
    digests: tuple[str, str]

    @property
    def names(self) -> list[str]:
        """What both can say."""
        return [name for name in self.challenger.names if name in self.champion.names]

    def saw(self, pixels: str) -> bool:
        """Whether one of them was trained on the picture with this digest of its pixels."""
        return any(pixels in learnt for learnt in self.learnt)


class Item(NamedTuple):
    """A picture with its true label: `item` names it, `family` its near duplicates; `is_chosen` where the trial of the two may have asked for its label."""

    item: str
    label: str
    family: str
    pixels: NDArray[np.uint8]
    is_chosen: bool = False


class Seen(NamedTuple):
    """What both said of some items; `aside` more were left out, because the trial of another challenger may have asked for their labels."""

    items: list[Item]
    champion: Outputs
    challenger: Outputs
    aside: int = 0


class _Fresh(NamedTuple):
    """Answers with a label, and how many there are in all, a day."""

    told: list[Audited]
    every: Counter[int]

    def of_trials(self, *, whole: float) -> dict[str, tuple[str, str]]:
        """Tickets of trials, each with the two models: labels are asked for first where those disagree, but for days that were answered as a whole."""
        answered = Counter(map(_day, self.told))
        parts = {day for day, n in answered.items() if n < whole * self.every[day]}
        of_trial = (one.ticket for one in self.told if one.ticket.shadow is not None)
        return {
            one.ticket: (one.model, one.shadow_model)
            for one in of_trial
            if int(one.at // _DAY_S) in parts
        }


def rivals(state: State, *, champion: str, challenger: str) -> Rivals:
    """Both models by their digests; raises P872."""
    folders = [shelf.folder(state, digest) for digest in (champion, challenger)]
    old, new = (load(folder) for folder in folders)
    learnt = [
        TrainedOn(folder, digest=model.card.trained_on_sha256)
        for folder, model in zip(folders, (old, new), strict=True)
    ]
    sizes = [(folder / MODELS[0]).stat().st_size for folder in folders]
    digests = champion, challenger
    return Rivals(old, new, (learnt[0], learnt[1]), (sizes[0], sizes[1]), digests)


def sealed(both: Rivals, data: Path) -> Seen:
    """On the sealed part of the project's `data`, without families that one of them was trained on."""
    path = data / "split/test.parquet"
    rows = read_table(path).to_pylist() if path.is_file() else []
    train = (
        read_table(data / "split/train.parquet").select(["family", "pixels"]).to_pylist()
        if rows
        else []
    )
    touched = {row["family"] for row in (*train, *rows) if both.saw(row["pixels"])}
    rows = [row for row in rows if row["family"] not in touched]
    items = (
        Item(
            row["item"],
            row["label"],
            str(row["family"]),
            read_pixels(data / "ingest/shards", row).pixels,
        )
        for row in rows
    )
    return _asked(both, items, n=len(rows), name="both models on the sealed part")


def fresh(both: Rivals, registry: Registry, *, now: float) -> Seen:
    """On the fresh holdout: audited pictures of the last year with an auditor's label that trained neither; each group, file and look once.

    What the trial of another challenger asked for is left out: it asks where that one and the champion disagree, and there the champion is
    right half the time at best, so that any third model looks better.
    """
    found = _fresh_tickets(registry.store, since=now - _YEAR_S)
    asked = found.of_trials(whole=load_params(registry.project / FILE).watch.closed_share)
    chosen = {ticket for ticket, two in asked.items() if two == both.digests}
    others = asked.keys() - chosen
    told = [one for one in found.told if one.ticket.ticket not in others]
    items = _fresh_items(both, registry.state, told=told, chosen=chosen)
    seen = _asked(both, items, n=len(told), name="both models on new pictures")
    return seen._replace(aside=len(others))


def fresh_labels(store: Store, *, now: float) -> int:
    """How many fresh pictures have an auditor's label; some of them may be lost, or have been learnt."""
    return len(list(once.of_each(_fresh_tickets(store, since=now - _YEAR_S).told)))


def pairs(both: Rivals, seen: Seen) -> Pairs:
    """How right each was on each item, and again name by name."""
    told = [item.label for item in seen.items]
    ones = ((both.champion, seen.champion), (both.challenger, seen.challenger))
    old, new = (_rightness(*one, labels=told, names=both.names) for one in ones)
    problem = both.challenger.problem
    by_name = {}
    for name in both.names:
        places = [i for i, label in enumerate(told) if name in problem.names_of(label)]
        if places:
            mine = [problem.label_within(told[i], [name]) or "" for i in places]
            parts = [
                _rightness(model, _take(outputs, places), labels=mine, names=[name])
                for model, outputs in ones
            ]
            by_name[name] = (parts[0], parts[1])
    families = np.unique([item.family for item in seen.items], return_inverse=True)[1]
    drawn = np.array([not item.is_chosen for item in seen.items], bool)
    return Pairs(old, new, families.astype(np.int64), by_name, drawn, seen.aside)


def evidence(both: Rivals, seen: tuple[Seen, Seen], *, tau: float, look: int) -> Evidence:
    """All that the gate asks, from what both said of the fresh and of the sealed pictures."""
    return Evidence(
        fresh=pairs(both, seen[0]),
        sealed=pairs(both, seen[1]),
        tau=tau,
        look=look,
        ms=cpu_ms(both),
        size=both.sizes,
        calibration=calibration(both, seen[1]),
        is_proven=both.challenger.card.parity.same,
    )


def flips(both: Rivals, seen: Seen) -> list[Flip]:
    """The pictures on which the challenger is worse, the worst first."""
    found = pairs(both, seen)
    loss = found.old - found.new
    worst = [int(i) for i in np.argsort(-loss, kind="stable") if loss[i] > 0][:_FLIPS]
    return [
        Flip(
            item=seen.items[i].item,
            label=both.challenger.problem.show_label(seen.items[i].label),
            loss=round(float(loss[i]), 6),
            was=_said(both.champion, _take(seen.champion, [i])),
            now=_said(both.challenger, _take(seen.challenger, [i])),
        )
        for i in worst
    ]


def cpu_ms(both: Rivals) -> tuple[float, float]:
    """CPU milliseconds a picture of both on one thread: the least of a few runs, in turns, so that others on this machine count little."""
    picture = np.random.default_rng(0).integers(0, 256, (*_PICTURE, 3), dtype=np.uint8)
    least = [float("inf"), float("inf")]
    for _ in range(_RUNS):
        for place, model in enumerate((both.champion, both.challenger)):
            start = time.thread_time()
            model.run([picture])
            least[place] = min(least[place], 1000 * (time.thread_time() - start))
    return least[0], least[1]


def calibration(both: Rivals, seen: Seen) -> tuple[float, float] | None:
    """The calibration errors of both on the same items; None where the kind has none, or there is no item."""
    if not seen.items:
        return None
    told = []
    families = np.unique([item.family for item in seen.items], return_inverse=True)[1]
    for model, outputs in ((both.champion, seen.champion), (both.challenger, seen.challenger)):
        mine, space = model.problem.within(outputs, model.card.space, names=both.names)
        within = [model.problem.label_within(item.label, both.names) or "" for item in seen.items]
        targets = model.problem.read_targets(within, space)
        scores = model.problem.score(Answered(mine, targets, families.astype(np.int64), space))
        told += [score.value for score in scores if score.name == _CALIBRATION]
    return (told[0], told[1]) if len(told) == 2 else None


def _fresh_tickets(store: Store, *, since: float) -> _Fresh:
    """The answers of which the fresh holdout is made, in the order of the tickets; a day's pictures that are gone, or were never kept, are part of it."""
    every, told = Counter[int](), list[Audited]()
    ticket = tables.tickets.c
    chosen = and_(ticket.part == "fresh", ticket.audited, ticket.at >= since)
    with store.reading() as connection:
        for one in labels.pairs(connection, chosen, trusts=once.DECIDES):
            every[_day(one)] += 1
            told += [one] if one.label and one.ticket.kept else []
    return _Fresh(told, every)


def _day(one: Audited) -> int:
    return int(one.ticket.at // _DAY_S)


def _fresh_items(
    both: Rivals, state: State, *, told: Sequence[Audited], chosen: Collection[str]
) -> Iterator[Item]:
    """One of each group and file that is still kept and can be read, each look once, without what one of the two was trained on."""
    looks = once.Looks()
    for one in once.of_each(told):
        shown = once.picture(state, one.ticket.item)
        if one.label and shown and looks.is_new(shown) and not both.saw(of_pixels(shown.pixels)):
            is_chosen = one.ticket.ticket in chosen
            yield Item(one.ticket.item, one.label.label, one.ticket.group, shown.pixels, is_chosen)


def _asked(both: Rivals, items: Iterable[Item], *, n: int, name: str) -> Seen:
    """What both say of the items about whose labels both can be asked."""
    problem, kept = both.challenger.problem, []
    said: tuple[list[Outputs], list[Outputs]] = ([], [])
    for item in events.track(items, total=n, name=name):
        within = problem.label_within(item.label, both.names)
        if within is not None:
            kept.append(item._replace(label=within, pixels=_NOTHING))
            said[0].append(both.champion.run([item.pixels]))
            said[1].append(both.challenger.run([item.pixels]))
    return Seen(kept, _joined(said[0]), _joined(said[1]))


def _rightness(
    model: Model, outputs: Outputs, *, labels: Sequence[str], names: Sequence[str]
) -> Floats:
    return rightness(model, outputs, labels=labels, names=names) if labels else np.zeros(0)


def _joined(outputs: list[Outputs]) -> Outputs:
    return (
        {name: np.concatenate([one[name] for one in outputs]) for name in outputs[0]}
        if outputs
        else {}
    )


def _take(outputs: Outputs, places: list[int]) -> Outputs:
    return {name: array[places] for name, array in outputs.items()}


def _said(model: Model, outputs: Outputs) -> str:
    (answer,) = model.problem.decode(outputs, model.card.space)
    return ", ".join(cell for cell in model.problem.cells(answer, top=1).values() if cell)
