"""What a build says at its end: the best heads, the verdict, where things lie, what to type next."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from peel.project import result
from peel.project.command import typed

_COLUMNS = ("rank", "backbone", "tap", "pooling", "head", "accuracy", "95 % interval")
_ROWS = 5


def print_result(project: Path) -> None:
    """Print the end of a build of `project` to stdout."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    verdict = result.verdict(project)
    console.print()
    console.print(_leaderboard(result.leaderboard(project)))
    console.print(f"\n{verdict.verdict.upper()}: {verdict.words}")
    for name, words in _places(project, passed=verdict.verdict == "pass"):
        console.print(f"{name:<8}{words}")


def _places(project: Path, *, passed: bool) -> list[tuple[str, str]]:
    places = [
        ("bundle", f"{result.BUNDLE}/ ({result.bundle_words(project)})"),
        ("report", str(result.REPORT)),
        ("next", typed(_next(passed=passed))),
    ]
    commit = result.to_commit(project)
    return [*places, ("commit", commit)] if commit else places


def _next(*, passed: bool) -> str:
    if passed:
        return "peel report --open, or: peel predict IMAGE"
    return "peel report --open: it says what to do about it"


def _leaderboard(rows: list[dict[str, str]]) -> Table:
    """The first rows; scores are out-of-fold, on the training part."""
    table = Table(
        title="best heads, on the training part, ranked by log loss", title_justify="left", box=None
    )
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column in ("backbone", "head") else "right")
    for row in rows[:_ROWS]:
        score, low, high = (f"{float(row[name]):.3f}" for name in ("accuracy", "low", "high"))
        table.add_row(*(row[name] for name in _COLUMNS[:-2]), score, f"{low} to {high}")
    return table
