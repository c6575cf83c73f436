"""Finished runs to report on: the files of every stage, made up but in their exact forms."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image, ImageDraw

from peel import files
from peel.images import shards
from peel.manifest.table import write_table
from peel.metrics.gate import find_score, judge
from peel.metrics.wilson import wilson
from peel.problem import find
from peel.types.bundle import Card
from peel.types.items import ImageSpec
from peel.types.model import Choice, Member
from peel.types.score import Verdict
from peel.types.source import Ingested, Scanned, Skipped
from peel.types.split import Families, Leak, SplitReport
from peel.types.validation import Outcome, Sides, Validation

KIND = find("classification")
NASTY = (
    "<script>alert('x')</script>",
    "quotes \"double\" and 'single' & ampersand",
    "line\nbreak",
    "a very long name that nobody would give to a class but somebody has given all the same",
    "Ünïcödé – Ħ",
    "unbroken_" * 12,
    "right\u202eto left",
    "  ",
)
DEPTHS = 18
HEADS = [(p, h, s) for p in ("mean", "ems") for h in ("lda", "ridge") for s in (1e-3, 0.1, 1.0)]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What kind of run it was."""

    class_names: tuple[str, ...] = ("ash", "beech", "cedar", "dogwood", "elm")
    train: int = 24
    test: int = 16
    accuracy: float = 0.93
    threshold: float = 0.85
    sure: bool = False
    networks: tuple[str, ...] = ("efficientnet_lite0", "efficientnet_lite2")
    is_clean: bool = False
    size_px: int = 64


RUNS = {
    "pass": Run(),
    "fail": Run(accuracy=0.7, threshold=0.95, networks=("efficientnet_lite0",)),
    "undecided": Run(threshold=0.92, accuracy=0.95, sure=True),
    "many": Run(
        class_names=(*NASTY, *(f"class {i:03d}" for i in range(102 - len(NASTY)))),
        train=3,
        test=2,
        accuracy=0.7,
        threshold=0.8,
        size_px=24,
    ),
    "few": Run(
        class_names=("no", "yes"),
        train=2,
        test=1,
        accuracy=1.0,
        networks=("efficientnet_lite0",),
        is_clean=True,
        size_px=8,
    ),
}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The project of the run of that name, written once."""
    made: dict[str, Path] = {}

    def project(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            write_project(made[name], RUNS[name])
        return made[name]

    return project


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of its own, for tests that change its files."""
    write_project(tmp_path, replace(RUNS["few"], networks=("efficientnet_lite0",)))
    return tmp_path


def write_project(project: Path, run: Run) -> None:
    """Write the files of a whole run."""
    data = project / "data"
    train = _items(data, run, part="train")
    test = _items(data, run, part="test")
    _write_data(data, run, train=train, test=test)
    choice = _write_search(data, run, n=len(train))
    verdict = _write_evaluation(data, run, test=test)
    _write_export(data, run, choice=choice, verdict=verdict)


def _picture(run: Run, number: int, seed: int) -> bytes:
    """One of six shapes in a colour of its class, on a ground that is never the same."""
    rng = np.random.default_rng([number, seed])
    side = run.size_px
    wide = round(side * (1 + 0.5 * rng.random()))
    ground = rng.integers(150, 250, 3) + rng.integers(-18, 18, (side, wide, 1))
    image = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    colour = tuple(int(c) for c in np.random.default_rng(number).integers(20, 190, 3))
    x, y = (int(v) for v in rng.integers(0, side // 3 + 1, 2))
    box = (x, y, x + side // 2, y + side // 2)
    draw = ImageDraw.Draw(image)
    shapes: list[Callable[[], None]] = [
        lambda: draw.ellipse(box, fill=colour),
        lambda: draw.rectangle(box, fill=colour),
        lambda: draw.polygon([box[:2], box[2:], (box[0], box[3])], fill=colour),
        lambda: draw.arc(box, 20, 300, fill=colour, width=max(1, side // 10)),
        lambda: draw.line(box, fill=colour, width=max(1, side // 8)),
        lambda: draw.regular_polygon((x + side / 3, y + side / 3, side / 3), 6, fill=colour),
    ]
    shapes[number % len(shapes)]()
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _items(data: Path, run: Run, *, part: str) -> list[dict[str, Any]]:
    """Manifest rows whose pictures lie in shards."""
    pictures, rows = {}, []
    for number, name in enumerate(run.class_names):
        n = run.test if part == "test" else run.train * (1 + 2 * (number == 1 and not run.is_clean))
        for seed in range(n):
            picture = _picture(run, number, seed + 1000 * (part == "test"))
            item = hashlib.sha256(picture).hexdigest()
            pictures[item] = picture
            path = f"{part}/{name}/{seed:04d} <b>.png"
            rows.append({"item": item, "path": path, "label": name, "fold": seed % 5})
    found = shards.pack(
        ((item, lambda picture=picture: picture) for item, picture in pictures.items()),
        data / "ingest/shards",
    )
    for row in rows:
        row.update(found[row["item"]]._asdict())
    rows.sort(key=lambda row: (row["item"], row["path"]))
    write_table(pa.Table.from_pylist(rows), data / f"split/{part}.parquet")
    return rows


def _write_data(data: Path, run: Run, *, train: list[Any], test: list[Any]) -> None:
    n, aside = len(train) + len(test), [] if run.is_clean else _aside(run)
    size = sum(row["size"] for row in train + test)
    source = Scanned(
        source="raw/trees & more", form="folder", digest="5c" * 32, n_files=n, bytes=size
    )
    files.write_text(data / "scan/source.json", source.to_json())
    skipped = Skipped(
        path="raw/notes.docx", code="P210", reason="it is no picture", do="move it out"
    )
    ingested = Ingested(
        **source.model_dump(exclude={"n_files", "schema_"}),
        n_items=n + len(aside),
        n_shards=3,
        classes=dict.fromkeys(run.class_names, n // len(run.class_names)),
        parts={"": n},
        skipped=() if run.is_clean else (skipped,),
    )
    files.write_text(data / "ingest/ingest.json", ingested.to_json())
    _write_validation(data, run, aside=aside, n=n)
    _write_split(data, run, train=train, test=test)


def _aside(run: Run) -> list[list[str]]:
    """More than fit on the first screen, one with the oddest name."""
    odd = 'odd/<img src=x onerror=alert(1)>\n, "quoted".jpg'
    first = [
        odd,
        "0",
        run.class_names[0],
        "ab" * 32,
        "P301",
        "the file ends too early",
        "copy it again",
    ]
    rest = [
        [
            f"raw/copy {i}.png",
            str(i),
            run.class_names[-1],
            "cd" * 32,
            "P322",
            "the same picture as raw/a.png",
            "nothing; one is enough",
        ]
        for i in range(15)
    ]
    return [first, *rest]


def _write_validation(data: Path, run: Run, *, aside: list[list[str]], n: int) -> None:
    columns = ["path", "line", "label", "item", "code", "reason", "do"]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *aside])
    files.write_text(data / "validate/quarantine.csv", text.getvalue())
    rules = (
        "every item has a label",
        "no picture is larger than 50 megapixels",
        "each class has 20 pictures",
    )
    outcomes = [
        Outcome(
            name=f"rule {i}",
            what=what,
            column="label",
            severity="critical" if i == 0 else "warning",
            success=run.is_clean or i < 2,
            unexpected=0 if run.is_clean or i < 2 else 3,
            observed="" if i < 2 else "11",
            examples=[] if run.is_clean or i < 2 else ["train/<b>/1.png"],
        )
        for i, what in enumerate(rules)
    ]
    bad = 0 if run.is_clean else 1
    validation = Validation(
        n_items=n + len(aside),
        n_good=n,
        n_bad=bad,
        bad_share=bad / (n + len(aside)),
        limit=0.2,
        reasons={} if run.is_clean else {"P301": 1, "P322": 15},
        classes=dict.fromkeys(run.class_names, n // len(run.class_names)),
        expectations=outcomes,
        formats={"PNG": n - 1, "JPEG": 1},
        modes={"RGB": n},
        sides=Sides(min=run.size_px, median=run.size_px, max=2 * run.size_px),
        stopped="",
    )
    files.write_text(data / "validate/validation.json", validation.to_json())


def _write_split(data: Path, run: Run, *, train: list[Any], test: list[Any]) -> None:
    def count(rows: list[Any], name: str) -> int:
        return sum(row["label"] == name for row in rows)

    pairs = [
        [train[2 * i]["path"], train[2 * i + 1]["path"]] for i in range(min(3, len(train) // 2))
    ]
    leak = Leak(
        careless_share=0.0 if run.is_clean else 0.137,
        careless_n=0 if run.is_clean else round(0.137 * len(test)),
        n_drawn=len(test),
        stated_share=0.0,
        n_pairs=0 if run.is_clean else 14,
        method="16 x 16 grey thumbnails: correlation above 0.97",
        pairs_examples=[] if run.is_clean else [*pairs, ["left out", "of both"]],
    )
    split = SplitReport(
        n_train=len(train),
        n_test=len(test),
        form="drawn",
        classes={n: {"train": count(train, n), "test": count(test, n)} for n in run.class_names},
        families=Families(
            n=len(train), largest=1 if run.is_clean else 4, joined=0 if run.is_clean else 28
        ),
        left_out={"bridge": 0 if run.is_clean else 2, "leak": 0, "untrained": 0},
        moved=0,
        leak=leak,
        test_share=0.2,
        seed=0,
        notes=[] if run.is_clean else ["2 new items resemble both parts and stay out of both."],
    )
    files.write_text(data / "split/split.json", split.to_json())


def _score_at(run: Run, depth: int, place: int) -> float:
    """Rises, peaks near depth 12 and falls a little, as curves on pictures from afar do."""
    peak = 12 + 4 * (place % 2)
    rise = 1 - np.exp(-(depth + 1) / 4)
    return float(np.clip(run.accuracy * rise - 0.006 * abs(depth - peak), 0.02, 1.0))


def _leaderboard(run: Run, n: int) -> list[dict[str, Any]]:
    rows = []
    for place, backbone in enumerate(run.networks):
        for depth in range(DEPTHS):
            for number, (pooling, head, shrinkage) in enumerate(HEADS):
                score = round(max(0.0, _score_at(run, depth, place) - 0.004 * number), 6)
                low, high = wilson(round(score * n), n)
                rows.append(
                    {
                        "backbone": backbone,
                        "tap": depth,
                        "block": f"blocks.{depth}",
                        "pooling": pooling,
                        "head": head,
                        "shrinkage": shrinkage,
                        "width": 64,
                        "accuracy": score,
                        "low": round(low, 6),
                        "high": round(high, 6),
                        "log_loss": round(1.3 - score, 6),
                        "temperature": 1.0,
                        "parameters": 40_000 * (depth + 1) ** 2 // 4,
                        "macs": 21_000_000 * (depth + 1),
                        "latency_ms": 0.9 * (depth + 1),
                        "seconds": 0.1,
                    }
                )
    rows.sort(key=lambda row: (row["log_loss"], row["backbone"], row["tap"]))
    return [{"rank": i, **row} for i, row in enumerate(rows, start=1)]


def _write_search(data: Path, run: Run, *, n: int) -> Choice:
    table = _leaderboard(run, n)
    write_table(pa.Table.from_pylist(table), data / "search/leaderboard.parquet")
    best: dict[tuple[str, int], dict[str, Any]] = {}
    for row in table:
        best.setdefault((row["backbone"], row["tap"]), row)
    keys = ("accuracy", "low", "high", "log_loss", "parameters", "macs", "latency_ms")
    onion = [
        {"backbone": b, "depth": d, "block": row["block"], **{k: row[k] for k in keys}}
        for (b, d), row in sorted(best.items())
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(onion[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(onion)
    files.write_text(data / "search/onion.csv", text.getvalue())
    own = [row for row in table if row["backbone"] == table[0]["backbone"]][
        : 1 if run.is_clean else 10
    ]
    choice = _choice(run, own, n=n)
    files.write_text(data / "search/choice.json", choice.to_json())
    weights = [
        {
            "backbone": name,
            "provider": "timm",
            "file": "weights.pth",
            "sha256": "57" * 32,
            "licence": "Apache-2.0",
            "origin": "ImageNet-1k",
        }
        for name in run.networks
    ]
    files.write_json(data / "search/weights.json", weights)
    passes = {name: 3.2 for name in run.networks}
    search = {
        "seconds": 21.4,
        "cpu_s": 19.8,
        "passes": passes,
        "cached": 0,
        "chance": 1 / len(run.class_names),
    }
    files.write_json(data / "search/search.json", search)
    return choice


def _choice(run: Run, own: list[dict[str, Any]], *, n: int) -> Choice:
    right = round(min(1.0, own[0]["accuracy"] + 0.01) * n)
    low, high = wilson(right, n)
    keys = ("tap", "pooling", "head", "shrinkage", "temperature")
    return Choice(
        backbone=own[0]["backbone"],
        backbone_key="k",
        image=ImageSpec(),
        members=tuple(Member(**{key: row[key] for key in keys}) for row in own),
        temperature=1.0,
        depth=max(row["tap"] for row in own),
        metric="accuracy",
        score=right / n,
        low=low,
        high=high,
        log_loss=0.3,
        n_items=n,
        class_names=run.class_names,
        leaderboard_digest="1e" * 32,
        effort="balanced",
    )


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


def _write_evaluation(data: Path, run: Run, *, test: list[Any]) -> Verdict:
    labels = [row["label"] for row in test]
    targets = np.array([run.class_names.index(label) for label in labels])
    outputs = _outputs(run, targets)
    answers, sure = outputs.argmax(axis=1), outputs.max(axis=1)
    scores = KIND.score(outputs, targets, families=np.arange(len(targets)))
    score = find_score(scores, "accuracy", allowed=KIND.metrics)
    right = int((answers == targets).sum())
    verdict = judge(score, n=len(test), correct=right, threshold=run.threshold, sure=run.sure)
    wrong = sorted(np.flatnonzero(answers != targets), key=lambda i: -sure[i])
    mistakes = [_mistake(data, run, row=test[i], place=place) for place, i in enumerate(wrong)]
    for mistake, i in zip(mistakes, wrong, strict=True):
        name = run.class_names[answers[i]]
        given = float(outputs[i, targets[i]])
        mistake.update(answer=name, confidence=float(sure[i]), label_probability=given)
    parity = {
        "max_probability_difference": 2.1e-6,
        "top1_differences": 0,
        "batches": [1, 2, 64],
        "forms": ["odd sizes"],
        "n": len(test),
    }
    evaluation = {
        "scores": [one.model_dump() for one in scores],
        "verdict": verdict.model_dump(),
        **KIND.details(outputs, targets, class_names=run.class_names),
        "parity": parity,
        "mistakes": mistakes,
        "looks": 3,
    }
    files.write_json(data / "evaluate/evaluation.json", evaluation)
    rows = [
        {"label": label, "answer": run.class_names[a], "confidence": float(c)}
        for label, a, c in zip(labels, answers, sure, strict=True)
    ]
    write_table(pa.Table.from_pylist(rows), data / "evaluate/predictions.parquet")
    files.write_json(data / "train/train.json", _train(run))
    return verdict


def _train(run: Run) -> dict[str, Any]:
    share = 1.0 if run.is_clean else 0.72
    return {
        "megabytes": 4.13,
        "parameters": 3.4e6 * share / 2,
        "parameters_full": 3.4e6,
        "macs": 384e6 * share,
        "macs_full": 384e6,
    }


def _mistake(data: Path, run: Run, *, row: dict[str, Any], place: int) -> dict[str, Any]:
    """Its row, and its picture as evaluate keeps it; the last one of many has none."""
    if place < 30:
        address = shards.Address(row["shard"], row["offset"], row["size"])
        picture = Image.open(io.BytesIO(shards.read(data / "ingest/shards", address)))
        path = data / f"evaluate/mistakes/{place:03d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path)
    return {"item": row["item"], "path": row["path"], "label": row["label"]}


def _write_export(data: Path, run: Run, *, choice: Choice, verdict: Verdict) -> None:
    evaluation = json.loads((data / "evaluate/evaluation.json").read_text("utf-8"))
    card = Card(
        name="trees",
        kind=KIND.name,
        metric="accuracy",
        class_names=run.class_names,
        model_sha256="0a" * 32,
        golden_sha256="0b" * 32,
        verdict=verdict,
        scores=tuple(evaluation["scores"]),
        image=choice.image,
        backbone=choice.backbone,
        depth=choice.depth,
        licences=(),
        data_digest="0d" * 32,
        params={"problem": {"seed": 0}, "search": {"backbones": list(run.networks)}},
        versions={"python": "3.11.2", "peel": "0.1.0", "onnxruntime": "1.30.0"},
        parity={},
        looks=3,
    )
    files.write_text(data / "export/bundle.json", card.to_json())
