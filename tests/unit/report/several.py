"""Makes of a finished run one whose pictures have several labels each, one of which no test picture has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from peel import files
from peel.evaluation.verdict import judge
from peel.params.sections import Gate
from peel.problem import Answered, find
from peel.tables import read_table, write_table
from peel.types.bundle import Card
from peel.types.evaluation import Evaluation
from peel.types.label_space import LabelSpace
from peel.types.model import Choice
from peel.types.record import Record
from peel.types.source import Ingested
from peel.types.split import SplitReport
from peel.types.validation import Validation

NAMES = ("bark", "flower <b>", "fruit", "leaf", "root", "snow")
METRIC = "mean_average_precision"
Rows = list[dict[str, Any]]
R = TypeVar("R", bound=Record)


def rewrite(project: Path) -> None:
    """Labels, counts, answers, scores and the card; all else stays as it was."""
    kind, data = find("multilabel"), project / "data"
    space = LabelSpace(names=NAMES, decision={"thresholds": [0.4] * len(NAMES)})
    parts = {
        part: _label(data / f"split/{part}.parquet", kind, part=part) for part in ("train", "test")
    }
    _count(data, kind, parts=parts)
    _change(data / "search/choice.json", Choice, metric=METRIC, space=space)
    labels = [row["label"] for row in parts["test"]]
    targets = kind.read_targets(labels, space)
    p = np.clip(
        0.15 + 0.5 * (targets == 1) + np.random.default_rng(1).normal(0, 0.2, targets.shape),
        0.01,
        0.99,
    )
    tested = Answered({"probabilities": p}, targets, np.arange(len(labels)), space)
    evaluation = _evaluate(data, kind, tested=tested, rows=parts["test"])
    columns = {"label": [kind.show_label(label) for label in labels]}
    write_table(
        pa.table(columns | kind.columns(tested.outputs, space=space)),
        data / "evaluate/predictions.parquet",
    )
    of_card = {"kind": kind.name, "metric": METRIC, "space": space, "outputs": kind.outputs(space)}
    told = {"scores": evaluation.scores, "verdict": evaluation.verdict}
    _change(data / "export/bundle.json", Card, **of_card, **told)


def _label(path: Path, kind: Any, *, part: str) -> Rows:
    """Names by lot; of every tenth picture it is not known whether it shows a fruit; snow is for training only."""
    table, rng = read_table(path), np.random.default_rng(len(part))
    said = rng.random((len(table), len(NAMES))) < np.linspace(0.1, 0.6, len(NAMES))
    said[:, -1] &= part == "train"
    labels = [
        kind.state(
            [n for n, yes in zip(NAMES, row, strict=True) if yes], unknown=["fruit"] * (i % 10 == 0)
        )
        for i, row in enumerate(said)
    ]
    table = table.set_column(
        table.column_names.index("label"), "label", pa.array(labels, pa.string())
    )
    write_table(table, path)
    rows: Rows = table.to_pylist()
    return rows


def _count(data: Path, kind: Any, *, parts: dict[str, Rows]) -> None:
    counts = {
        part: Counter(n for row in rows for n in kind.names_of(row["label"]))
        for part, rows in parts.items()
    }
    classes = {name: {part: counts[part][name] for part in parts} for name in NAMES}
    _change(data / "split/split.json", SplitReport, classes=classes)
    both = dict(counts["train"] + counts["test"])
    _change(data / "ingest/ingest.json", Ingested, classes=both)
    _change(data / "validate/validation.json", Validation, classes=both)


def _evaluate(data: Path, kind: Any, *, tested: Answered, rows: Rows) -> Evaluation:
    """As the stage does."""
    scores, verdict = judge(kind, tested, asked=Gate(threshold=0.9, metric=METRIC))
    path = data / "evaluate/evaluation.json"
    places = kind.mistakes(tested, n=len(Evaluation.read(path).mistakes))
    mistakes = tuple(
        kind.mistake(
            {"probabilities": tested.outputs["probabilities"][[i]]},
            rows[i]["label"],
            space=tested.space,
        ).model_copy(update={"item": rows[i]["item"], "path": rows[i]["path"]})
        for i in places
    )
    changes = {"scores": tuple(scores), "verdict": verdict, "details": kind.details(tested)}
    return _change(path, Evaluation, mistakes=mistakes, **changes)


def _change(path: Path, record: type[R], **changes: Any) -> R:
    """The record in a file with other values, which the file then holds."""
    after = record.read(path).model_copy(update=changes)
    files.write_text(path, after.to_json())
    return after
