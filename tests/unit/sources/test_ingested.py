"""A source that is not here any more, beside one that is: what was ingested from it stands in its place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.find import FEEDBACK, find
from peel.sources.ingest import CHANGED, ingest
from peel.sources.ingested import stand_ins, words
from peel.sources.scan import scan
from peel.sources.source import Terms
from peel.tables import read_table
from peel.text import to_exact_csv

KIND = find_kind("classification")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: Path) -> None:
    """A project whose only source was ingested, and is gone."""
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "ingest.py").write_text("import peel.errors\n")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(pictures, "raw")
    run("raw")
    shutil.rmtree("raw")


def run(*sources: str) -> list[dict[str, object]]:
    """Scan and ingest; the rows."""
    terms = Terms(Ingest(sources=sources), KIND)
    scan(terms, Path("data/scan"), cache=Path(".peel/scan.json"), kind="classification")
    ingest(
        Path("data/ingest"),
        cache=Path(".peel/scan.json"),
        terms=terms,
        scanned=Path("data/scan/source.json"),
    )
    return read_table(Path("data/ingest/manifest.parquet")).to_pylist()


def feedback(pictures: Path, label: str = "ant", n: int = 2) -> None:
    """Some pictures with labels that came back."""
    FEEDBACK.mkdir(parents=True, exist_ok=True)
    lines = ["path,label,part,ticket"]
    for place, path in enumerate(sorted(pictures.rglob("*.png"))[:n]):
        data = path.read_bytes()
        (FEEDBACK / f"{place}.png").write_bytes(data + b"again")
        lines.append(f"{place}.png,{label},train,t_{place}")
    (FEEDBACK / "labels.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("kind", ["classification", "multilabel"])
def test_name_in_feedback_stays_whole(tmp_path: Path, kind: str) -> None:
    """Names that hold others, or a mark, or quotes, are those of the model: Peel wrote this table."""
    names = ["ant", "wasp", "ant wasp", "ant|wasp", '12"', "[x]"]
    folder = tmp_path / FEEDBACK
    folder.mkdir(parents=True)
    for n in range(len(names)):
        (folder / f"{n}.png").touch()
    rows = [[f"{n}.png", name, "train"] for n, name in enumerate(names)]
    (folder / "labels.csv").write_text(to_exact_csv(["path", "label", "part"], rows))
    rules = find_kind(kind)
    found = find([folder], Terms(Ingest(), rules))
    assert [rules.names_of(row.label) for row in found.rows] == [(name,) for name in names]


@pytest.mark.usefixtures("clone")
def test_added_source_joins_what_was_ingested(pictures: Path) -> None:
    before = {
        (r["item"], r["label"])
        for r in read_table(Path("data/ingest/manifest.parquet")).to_pylist()
    }
    feedback(pictures)
    rows = run("raw", str(FEEDBACK))
    assert before <= {(r["item"], r["label"]) for r in rows}
    new = [r for r in rows if str(r["path"]).startswith("feedback/")]
    assert [(r["path"], r["part"], r["label"]) for r in new] == [
        ("feedback/0.png", "train", "ant"),
        ("feedback/1.png", "train", "ant"),
    ]
    assert len(rows) == len(before) + 2


@pytest.mark.usefixtures("clone")
def test_absent_source_has_not_changed(capfd: pytest.CaptureFixture[str]) -> None:
    """Where it stands in alone scan keeps its state: nobody could run it again to any effect."""
    run("raw")
    assert "is not here" in (said := capfd.readouterr().err)
    assert CHANGED not in said


@pytest.mark.usefixtures("clone")
def test_second_scan_says_the_same(pictures: Path) -> None:
    feedback(pictures)
    first = run("raw", str(FEEDBACK))
    told = Path("data/scan/source.json").read_bytes()
    assert run("raw", str(FEEDBACK)) == first
    assert Path("data/scan/source.json").read_bytes() == told


@pytest.mark.usefixtures("clone")
def test_renewed_feedback_takes_the_place(pictures: Path) -> None:
    feedback(pictures, n=3)
    run("raw", str(FEEDBACK))
    feedback(pictures, n=1)
    rows = run("raw", str(FEEDBACK))
    assert sum(str(r["path"]).startswith("feedback/") for r in rows) == 1


@pytest.mark.usefixtures("clone")
def test_stand_in_is_told(
    pictures: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEEL_EVENTS", raising=False)
    feedback(pictures)
    run("raw", str(FEEDBACK))
    assert (
        "what was ingested from it before stands in its place (60 pictures)"
        in capsys.readouterr().err
    )


@pytest.mark.usefixtures("clone")
def test_other_source_is_no_stand_in(pictures: Path) -> None:
    feedback(pictures)
    assert stand_ins(["other", str(FEEDBACK)], KIND) == {}
    with pytest.raises(PeelError, match="P201"):
        run("other", str(FEEDBACK))


@pytest.mark.usefixtures("clone")
def test_what_is_here_needs_no_stand_in(pictures: Path) -> None:
    shutil.copytree(pictures, "raw")
    assert stand_ins(["raw"], KIND) == {}


@pytest.mark.usefixtures("clone")
def test_damaged_summary_is_no_stand_in() -> None:
    Path("data/ingest/ingest.json").write_text("{")
    assert stand_ins(["raw"], KIND) == {}


@pytest.mark.usefixtures("clone")
def test_lost_shard_is_refused() -> None:
    (source,) = stand_ins(["raw"], KIND).values()
    shutil.rmtree("data/ingest/shards")
    with pytest.raises(PeelError, match="P251"):
        source.tree.read(source.rows[0].path)


@pytest.mark.usefixtures("clone")
def test_first_bytes_are_those_of_the_picture() -> None:
    (source,) = stand_ins(["raw"], KIND).values()
    path = source.rows[0].path
    assert source.tree.head(path) == source.tree.read(path)[:64]
    assert words("raw", source).startswith("the source raw is not here")


def test_what_was_left_out_is_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pictures: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tasks").mkdir()
    shutil.copytree(pictures, "raw")
    Path("raw/notes.txt").write_text("no picture")
    run("raw")
    shutil.rmtree("raw")
    feedback(pictures)
    run("raw", str(FEEDBACK))
    told = json.loads(Path("data/ingest/ingest.json").read_text())
    assert [each["path"] for each in told["skipped"]] == ["raw/notes.txt"]


def test_training_part_of_others_is_free(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    feedback(pictures)
    table = Path("raw") / "labels.csv"
    shutil.copytree(pictures, "raw/pictures")
    names = [p.relative_to("raw").as_posix() for p in sorted(Path("raw").rglob("*.png"))]
    lines = [f"{name},{'ant' if i % 2 else 'bee'},train" for i, name in enumerate(names)]
    table.write_text("\n".join(["path,label,split", *lines]) + "\n")
    terms = Terms(Ingest(sources=("raw", str(FEEDBACK))), KIND)
    rows = find([Path("raw"), FEEDBACK], terms).rows
    assert {row.part for row in rows if row.path.startswith("raw/")} == {""}
    assert {row.part for row in rows if row.path.startswith("feedback/")} == {"train"}
