"""Where it all came from: digests, weights and their licences, versions, parameters, times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peel.html import words
from peel.report.facts import Facts

Table = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Weights that were used, and under which licence."""

    backbone: str
    licence: str
    origin: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class View:
    """What another person needs to make the same file again."""

    digests: Table
    weights: tuple[Weight, ...]
    versions: Table
    params: Table
    work: Table


def view(facts: Facts) -> View:
    """Only what the stages recorded: the same run gives the same page."""
    card = facts.card
    return View(
        digests=_digests(facts),
        weights=tuple(_weight(row) for row in facts.weights),
        versions=tuple(sorted(_flat(card.versions))),
        params=tuple(_flat(card.params)),
        work=_work(facts),
    )


def _digests(facts: Facts) -> Table:
    card = facts.card
    found = (
        ("source", facts.source.digest),
        ("data in the model file", card.data_digest),
        ("leaderboard", facts.choice.leaderboard_digest),
        ("model file (model.onnx)", card.model_sha256),
        ("golden batch (golden.npz)", card.golden_sha256),
    )
    return tuple((name, digest) for name, digest in found if digest)


def _weight(row: Mapping[str, Any]) -> Weight:
    return Weight(
        backbone=row["backbone"],
        licence=row["licence"],
        origin=row["origin"],
        sha256=row["sha256"],
    )


def _flat(values: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Nested values as rows whose names are joined by dots."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            found.append((f"{above}{name}", text))
    return found


def _work(facts: Facts) -> Table:
    search, train = facts.search, facts.train
    passes = sorted(search.passes.items())
    found = [
        ("seed of the split", str(facts.split.seed)),
        ("search", words.duration(search.seconds)),
        ("of it processor time", words.duration(search.cpu_s)),
        *[(f"pass through {name}", words.duration(seconds)) for name, seconds in passes],
        ("pictures taken from the feature cache", f"{search.cached:,}"),
        ("parameters of the model", words.big(train.parameters)),
        ("multiplications for a picture", words.big(train.macs)),
        ("different models judged on the test part", f"{facts.card.models_judged:,}"),
    ]
    return tuple(found)
