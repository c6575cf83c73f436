"""Everything the report tells, read from what the stages wrote."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peel import files
from peel.errors import PeelError
from peel.html import names
from peel.problem import Problem, Report, find, find_report
from peel.report import pictures
from peel.report.plain import PLAIN
from peel.tables import read_table
from peel.types.bundle import Card
from peel.types.evaluation import Evaluation
from peel.types.model import Choice
from peel.types.report import Findings, Shown, Thumb
from peel.types.score import Score, Verdict
from peel.types.search import LeaderboardRow, OnionRow, SearchSummary
from peel.types.source import Ingested, Scanned
from peel.types.split import SplitReport
from peel.types.training import Training
from peel.types.validation import Validation

SHARDS = Path("data/ingest/shards")
MISTAKES = Path("data/evaluate/mistakes")
STRIPS = MISTAKES / "tracks"
PREDICTIONS = Path("data/evaluate/predictions.parquet")
_PICTURE_COLUMNS = ["item", "path", "label", "shard", "offset", "size"]
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the stages found out, one field a file; lists keep the order of their file."""

    project: Path
    source: Scanned
    ingest: Ingested
    validation: Validation
    quarantine: list[dict[str, str]]
    split: SplitReport
    train_items: list[Json]
    test_items: list[Json]
    leaderboard: list[LeaderboardRow]
    onion: list[OnionRow]
    choice: Choice
    search: SearchSummary
    weights: list[Json]
    train: Training
    evaluation: Evaluation
    predictions: dict[str, list[Any]]
    card: Card

    @property
    def verdict(self) -> Verdict:
        """What the gate said."""
        return self.evaluation.verdict

    @property
    def scores(self) -> list[Score]:
        """The scores on the sealed test part."""
        return list(self.evaluation.scores)

    @property
    def problem(self) -> Problem:
        """The served face of the kind."""
        return find(self.card.kind)

    @property
    def report(self) -> Report:
        """The kind's own part of the page, or what can be told of every kind."""
        return find_report(self.card.kind) or PLAIN

    def names_of(self, label: str) -> tuple[str, ...]:
        """The names that a label of the manifest states."""
        return self.problem.names_of(label)

    def picture(self, row: Mapping[str, Any]) -> Thumb:
        """The picture of a row of the manifest, with its label and path in words."""
        label = names.shown(self.problem.show_label(row["label"]))
        text = f"{label}: {names.shown(row['path'])}"
        return pictures.of_item(self.project / SHARDS, row, text=text)

    @functools.cached_property
    def findings(self) -> Findings:
        """What the kind's own part may tell of."""
        return Findings(
            n_test=self.split.n_test,
            verdict=self.verdict,
            scores=tuple(self.scores),
            parts=self.split.classes,
            details=self.evaluation.details,
            predictions=self.predictions,
            mistakes=tuple(self._mistakes()),
            strips=tuple(
                pictures.of_file(path, "how it looks on a few frames")
                for path in sorted((self.project / STRIPS).glob("*.jpg"))
            ),
        )

    def _mistakes(self) -> Iterator[Shown]:
        """000.jpg is the picture of the first."""
        for place, one in enumerate(self.evaluation.mistakes):
            file = self.project / MISTAKES / f"{place:03d}.jpg"
            text = f"{names.shown(one.path)}, labelled {names.shown(one.label)}"
            yield Shown(mistake=one, thumb=pictures.of_file(file, text))


def read(project: Path) -> Facts:
    """Read all that a finished run left in `project`; raises P771 when a file is not there."""
    data = project / "data"
    card = Card.read(_there(data / "export/bundle.json"))
    return Facts(
        project=project,
        source=Scanned.read(_there(data / "scan/source.json")),
        ingest=Ingested.read(_there(data / "ingest/ingest.json")),
        validation=Validation.read(_there(data / "validate/validation.json")),
        quarantine=_rows(data / "validate/quarantine.csv"),
        split=SplitReport.read(_there(data / "split/split.json")),
        train_items=_table(data / "split/train.parquet", _PICTURE_COLUMNS),
        test_items=_table(data / "split/test.parquet", _PICTURE_COLUMNS),
        leaderboard=[
            LeaderboardRow.model_validate(row)
            for row in _table(data / "search/leaderboard.parquet")
        ],
        onion=[OnionRow.model_validate(row) for row in _rows(data / "search/onion.csv")],
        choice=Choice.read(_there(data / "search/choice.json")),
        search=SearchSummary.read(_there(data / "search/search.json")),
        weights=_json(data / "search/weights.json"),
        train=Training.read(_there(data / "train/train.json")),
        evaluation=Evaluation.read(_there(data / "evaluate/evaluation.json")),
        predictions=_columns(project / PREDICTIONS, (find_report(card.kind) or PLAIN).columns),
        card=card,
    )


def n_films(facts: Facts) -> int:
    """Of how many films the sealed pictures are, all of them frames; 0 where that is not known."""
    films = facts.evaluation.details.get("tracks", {}).get("films", ())
    return len(films) if sum(film["frames"] for film in films) == facts.split.n_test else 0


def answers(project: Path) -> list[str]:
    """What the file said of each test item, in words."""
    return _columns(project / PREDICTIONS, ("answer",))["answer"]


def _there(path: Path) -> Path:
    if not path.exists():
        raise PeelError(
            "P771",
            "no report yet: a file of the run is not there",
            got=path,
            allowed="a project whose stages have all run",
            do="run `peel build` (or `dvc repro`) first",
        )
    return path


def _json(path: Path) -> Any:
    return files.read_json(_there(path))


def _rows(path: Path) -> list[dict[str, str]]:
    with _there(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _table(path: Path, columns: Sequence[str] = ()) -> list[Json]:
    table = read_table(_there(path))
    rows: list[Json] = table.select(list(columns or table.column_names)).to_pylist()
    return rows


def _columns(path: Path, names: Sequence[str]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = read_table(_there(path)).select(list(names)).to_pydict()
    return columns
