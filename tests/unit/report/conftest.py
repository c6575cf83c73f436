"""Finished runs to report on: the files of every stage, made up but in their exact forms."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from peel import files
from peel.evaluation.verdict import judge
from peel.images import shards
from peel.metrics.wilson import wilson
from peel.params.sections import Gate
from peel.problem import Answered, find
from peel.report.build import build
from peel.report.facts import Facts, read
from peel.search.leaderboard import onion, plain, to_csv
from peel.tables import write_table
from peel.types.bundle import Card
from peel.types.difference import Difference
from peel.types.evaluation import Evaluation, Parity, Reference
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch, Choice, Member
from peel.types.search import LeaderboardRow, SearchSummary
from peel.types.source import Ingested, Scanned, Skipped
from peel.types.split import SplitReport
from peel.types.training import Training
from peel.types.validation import Validation
from tests.unit.report import several
from tests.unit.report.runs import RUNS, Run, picture

KIND = find("classification")
DEPTHS = 18
HEADS = [(p, h, s) for p in ("mean", "ems") for h in ("lda", "ridge") for s in (1e-3, 0.1, 1.0)]
TRIAL = (
    "branch tap block pooling head shrinkage score low high log_loss calibration parameters macs"
)
ASIDE = ("path", "line", "label", "item", "code", "reason", "do")
TITLE = "Trees & <b>more</b>"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project of each run, written once; not to be changed."""
    projects = {name: tmp_path_factory.mktemp(name) for name in RUNS}
    for name, project in projects.items():
        write_project(project, RUNS[name])
    several.rewrite(projects["several"])
    return projects


@pytest.fixture(scope="session")
def facts(finished: dict[str, Path]) -> dict[str, Facts]:
    """What the report reads of each run."""
    return {name: read(project) for name, project in finished.items()}


@pytest.fixture(scope="session")
def pages(finished: dict[str, Path]) -> dict[str, str]:
    """The page of each run."""
    return {name: build(project, title=TITLE) for name, project in finished.items()}


def write_project(project: Path, run: Run) -> None:
    """Write the files of a whole run."""
    data = project / "data"
    train, test = _items(data, run, part="train"), _items(data, run, part="test")
    aside = [] if run.is_clean else _aside(run)
    _write_source(data, run, items=train + test, aside=aside)
    _write_validation(data, run, items=train + test, aside=aside)
    _write_split(data, run, train=train, test=test)
    choice = _write_search(data, run, n=len(train))
    _write_train(data, run, choice)
    evaluation = _write_evaluation(data, run, test=test)
    _write_export(data, choice, evaluation=evaluation)


def _items(data: Path, run: Run, *, part: str) -> Rows:
    """Manifest rows whose pictures lie in shards; the second class has three times as many."""
    pictures: dict[str, bytes] = {}
    rows: Rows = []
    for number, name in enumerate(run.class_names):
        triple = part == "train" and number == 1 and not run.is_clean
        n = run.test if part == "test" else run.train * (3 if triple else 1)
        for seed in range(n):
            png = picture(run, number, seed=seed + 1000 * (part == "test"))
            item = hashlib.sha256(png).hexdigest()
            pictures[item] = png
            rows.append({"item": item, "path": f"{part}/{name}/{seed:04d} <b>.png", "label": name})
    readers = ((item, lambda png=png: png) for item, png in pictures.items())
    found = shards.pack(readers, data / "ingest/shards")
    for row in rows:
        row.update(found[row["item"]]._asdict())
    rows.sort(key=lambda row: (row["item"], row["path"]))
    write_table(pa.Table.from_pylist(rows), data / f"split/{part}.parquet")
    return rows


def _aside(run: Run) -> list[tuple[str, ...]]:
    """More than fit on the first screen, one with the oddest name."""
    odd = 'odd/<img src=x onerror=alert(1)>\n, "quoted".jpg'
    first = (odd, "0", run.class_names[0], "ab" * 32, "P301", "the file ends too early", "copy it")
    same = (run.class_names[-1], "cd" * 32, "P322", "the same picture as raw/a.png", "nothing")
    return [first, *((f"raw/copy {i}.png", str(i + 1), *same) for i in range(15))]


def _write_source(data: Path, run: Run, *, items: Rows, aside: Sequence[Any]) -> None:
    n, n_bytes = len(items) + len(aside), sum(row["size"] for row in items)
    facts = {"source": "raw/trees & more", "form": "folder", "digest": "5c" * 32, "bytes": n_bytes}
    files.write_text(data / "scan/source.json", Scanned(n_files=n, **facts).to_json())
    skipped = Skipped(path="raw/notes.docx", code="P210", reason="it is no picture", do="move it")
    classes = Counter([row["label"] for row in items] + [row[2] for row in aside])
    ingested = Ingested(
        n_items=n,
        n_shards=3,
        classes=dict(classes),
        parts={"": n},
        skipped=() if run.is_clean else (skipped,),
        **facts,
    )
    files.write_text(data / "ingest/ingest.json", ingested.to_json())


def _write_validation(data: Path, run: Run, *, items: Rows, aside: Sequence[Any]) -> None:
    text, n = io.StringIO(), len(items)
    csv.writer(text, lineterminator="\n").writerows([ASIDE, *aside])
    files.write_text(data / "validate/quarantine.csv", text.getvalue())
    met = {"column": "label", "severity": "critical", "success": True, "unexpected": 0}
    unmet = {"column": "label", "severity": "warning", "success": False, "unexpected": 3}
    rules = [{"name": "a", "what": "every item has a label", "observed": "", "examples": [], **met}]
    if not run.is_clean:
        what = {"name": "b", "what": "each class has 20 pictures"}
        rules.append({**what, "observed": "11", "examples": ["train/<b>/1.png"], **unmet})
    n_bad = min(1, len(aside))
    validation = Validation(
        n_items=n + len(aside),
        n_good=n,
        n_bad=n_bad,
        bad_share=n_bad / (n + len(aside)),
        limit=0.2,
        reasons=dict(Counter(row[4] for row in aside)),
        classes=dict(Counter(row["label"] for row in items)),
        expectations=rules,
        formats={"PNG": n - 1, "JPEG": 1},
        modes={"RGB": n},
        sides={"min": run.size_px, "median": run.size_px, "max": 2 * run.size_px},
        stopped="",
    )
    files.write_text(data / "validate/validation.json", validation.to_json())


def _write_split(data: Path, run: Run, *, train: Rows, test: Rows) -> None:
    n = [Counter(row["label"] for row in rows) for rows in (train, test)]
    pairs = [[train[2 * i]["path"], train[2 * i + 1]["path"]] for i in range(2)]
    leaked = 0 if run.is_clean else round(0.137 * len(test))
    leak = {
        "careless_share": leaked / len(test),
        "careless_n": leaked,
        "n_drawn": len(test),
        "stated_share": 0.0,
        "n_pairs": 0 if run.is_clean else 14,
        "method": "16 x 16 grey thumbnails: correlation above 0.97",
        "pairs_examples": [] if run.is_clean else [*pairs, ["left out", "of both"]],
    }
    split = SplitReport(
        n_train=len(train),
        n_test=len(test),
        form="drawn",
        classes={name: {"train": n[0][name], "test": n[1][name]} for name in run.class_names},
        families={"n": len(train), "largest": 4 if leaked else 1, "joined": 28 if leaked else 0},
        left_out={"bridge": 2 if leaked else 0, "leak": 0, "untrained": 0},
        moved=0,
        leak=leak,
        test_share=0.2,
        seed=0,
        notes=["2 new items resemble both parts and stay out of both."] if leaked else [],
    )
    files.write_text(data / "split/split.json", split.to_json())


def _trials(run: Run, n: int) -> list[LeaderboardRow]:
    """Curves that rise, peak near depth 12 or 16 and fall a little."""
    rows: Rows = []
    for place, backbone in enumerate(run.networks):
        for depth in range(DEPTHS):
            rise = run.accuracy * (1 - np.exp(-(depth + 1) / 4))
            best = float(rise - 0.006 * abs(depth - (12 + 4 * (place % 2))))
            for number, (pooling, head, shrinkage) in enumerate(HEADS):
                score = round(max(0.02, best - 0.004 * number), 6)
                low, high = (round(end, 6) for end in wilson(round(score * n), n))
                what = (backbone, depth, f"blocks.{depth}", pooling, head, shrinkage)
                how_good = (score, low, high, round(1.3 - score, 6), (1.0,))
                price = (10_000 * (depth + 1) ** 2, 20_000_000 * (depth + 1))
                rows.append(dict(zip(TRIAL.split(), (*what, *how_good, *price), strict=True)))
    rows.sort(key=lambda row: (row["log_loss"], row["branch"], row["tap"]))
    return [
        LeaderboardRow(rank=place, width=320, seconds=0.1, **row)
        for place, row in enumerate(rows, start=1)
    ]


def _write_search(data: Path, run: Run, *, n: int) -> Choice:
    table = _trials(run, n)
    write_table(pa.Table.from_pylist(plain(table)), data / "search/leaderboard.parquet")
    files.write_text(data / "search/onion.csv", to_csv(onion(table)))
    choice = _choice(run, table, n=n)
    files.write_text(data / "search/choice.json", choice.to_json())
    told = {"licence": "Apache-2.0", "origin": "ImageNet-1k", "sha256": "57" * 32}
    weights = [{"backbone": name, **told} for name in run.networks]
    files.write_json(data / "search/weights.json", weights)
    summary = SearchSummary(
        seconds=21.4,
        cpu_s=19.8,
        n_items=n,
        names=run.class_names,
        metric="accuracy",
        ranked_by="leave-one-out",
        passes={"lite0": 3.2},
        cached=0,
        n_candidates=len(table),
        networks_here=("efficientnet_lite0", "efficientnet_lite2"),
        single_best=table[0],
        optimism=0.01,
        leaderboard_digest="1e" * 32,
        chance=0.2,
    )
    files.write_text(data / "search/search.json", summary.to_json())
    return choice


def _choice(run: Run, table: list[LeaderboardRow], *, n: int) -> Choice:
    name = table[0].branch
    own = [row for row in table if row.branch == name][: 1 if run.is_clean else 10]
    right = round(min(1.0, own[0].score + 0.01) * n)
    low, high = wilson(right, n)
    keys = {"branch", "tap", "pooling", "head", "shrinkage", "calibration"}
    return Choice(
        branches=(Branch(name=name, backbone=name, key="key", image=ImageSpec()),),
        members=tuple(Member(**row.model_dump(include=keys)) for row in own),
        calibration=(1.0,),
        space=LabelSpace(names=run.class_names),
        metric="accuracy",
        score=right / n,
        low=low,
        high=high,
        log_loss=0.3,
        n_items=n,
        leaderboard_digest="1e" * 32,
    )


def _write_train(data: Path, run: Run, choice: Choice) -> None:
    share = 0.9 if run.is_clean else 0.72
    training = Training(
        n_items=choice.n_items,
        data_digest="0d" * 32,
        licences=(),
        branches=choice.branches,
        members=choice.members,
        calibration=choice.calibration,
        depth=choice.depth(),
        depth_full=DEPTHS - 1,
        block=f"blocks.{choice.depth()}",
        taps=tuple(sorted({member.tap for member in choice.members})),
        parameters=round(3.4e6 * share / 2),
        network_parameters=round(3.3e6 * share / 2),
        parameters_full=3_400_000,
        macs=round(384e6 * share),
        macs_full=384_000_000,
        megabytes=4.13,
        sha256={},
    )
    files.write_text(data / "train/train.json", training.to_json())


def _outputs(run: Run, targets: Any) -> Any:
    """Probabilities that are right about as often as they say; neighbours are confused most."""
    rng, k = np.random.default_rng(0), len(run.class_names)
    answers = targets.copy()
    wrong = np.flatnonzero(rng.random(len(targets)) >= run.accuracy)
    answers[wrong] = (targets[wrong] + 1 + (rng.random(len(wrong)) < 0.3)) % k
    sure = np.clip(rng.beta(7, 1.2, len(targets)), 1.2 / k, 0.9999)
    sure[wrong] = np.clip(sure[wrong] - 0.25, 1.2 / k, 1)
    outputs = np.repeat((1 - sure)[:, None] / (k - 1), k, axis=1)
    outputs[np.arange(len(targets)), answers] = sure
    return outputs


def _write_evaluation(data: Path, run: Run, *, test: Rows) -> Evaluation:
    labels, space = [row["label"] for row in test], LabelSpace(names=run.class_names)
    targets = np.array([run.class_names.index(label) for label in labels])
    outputs = {"probabilities": _outputs(run, targets)}
    answered = Answered(outputs, targets, np.arange(len(test)), space)
    scores, verdict = judge(KIND, answered, asked=Gate(threshold=run.threshold, chance=run.chance))
    columns = {"item": [row["item"] for row in test], "label": labels}
    told = pa.table(columns | KIND.columns(outputs, space=space))
    write_table(told, data / "evaluate/predictions.parquet")
    wrong = KIND.mistakes(answered, n=24)
    evaluation = Evaluation(
        scores=tuple(scores),
        verdict=verdict,
        parity=_parity(len(test)),
        mistakes=tuple(_mistake(test[i], outputs, place=i, space=space) for i in wrong),
        details=KIND.details(answered),
        reference=Reference(n=len(test), mean=(), std=()),
        model_sha256="0a" * 32,
        golden_sha256="0b" * 32,
        models_judged=3,
    )
    files.write_text(data / "evaluate/evaluation.json", evaluation.to_json())
    folder = data / "evaluate/mistakes"
    folder.mkdir()
    for place, i in enumerate(wrong):
        pixels = shards.read_pixels(data / "ingest/shards", test[i]).pixels
        Image.fromarray(pixels).save(folder / f"{place:03d}.jpg")
    return evaluation


def _mistake(row: dict[str, Any], outputs: Any, *, place: int, space: LabelSpace) -> Any:
    one = {name: array[[place]] for name, array in outputs.items()}
    where = {"item": row["item"], "path": row["path"]}
    return KIND.mistake(one, row["label"], space=space).model_copy(update=where)


def _parity(n: int) -> Parity:
    same = Difference(n=n, largest=2.1e-6, changed=0)
    one = same.model_copy(update={"n": 1})
    forms = {"batch 1": same, "batch 64": same, "JPEG, grey": one}
    return Parity(n=n, tolerance=1e-3, margin=2e-3, forms=forms, outputs={}, same=True)


def _write_export(data: Path, choice: Choice, *, evaluation: Evaluation) -> None:
    card = Card(
        id="0a" * 6,
        name="peel",
        kind=KIND.name,
        metric="accuracy",
        space=choice.space,
        outputs=KIND.outputs(choice.space),
        model_sha256=evaluation.model_sha256,
        golden_sha256=evaluation.golden_sha256,
        verdict=evaluation.verdict,
        scores=evaluation.scores,
        branches=choice.branches,
        depth=choice.depth(),
        licences=(),
        data_digest="0d" * 32,
        params={
            "problem": {"seed": 0},
            "search": {"backbones": [branch.backbone for branch in choice.branches]},
        },
        versions={"python": "3.11.2", "numpy": "2.4.0", "onnxruntime": "1.30.0"},
        parity=evaluation.parity,
        models_judged=3,
    )
    files.write_text(data / "export/bundle.json", card.to_json())
