"""What a build says at its end: the best heads, the verdict, where things lie, what to type next."""

from __future__ import annotations

from pathlib import Path

from peel.project import result
from peel.project.command import typed
from peel.project.screen import say, say_columns

_COLUMNS = ("rank", "branch", "tap", "pooling", "head", "score", "95 % interval")
_TEXTS = ("branch", "head")
_ROWS = 5
_STEPS = 3


def print_result(project: Path) -> None:
    """Print the end of a build of `project` to stdout."""
    verdict = result.verdict(project)
    print()
    rows = result.leaderboard(project)
    if len(rows) > 1:  # with one nothing was compared
        _print_leaderboard(rows)
        print()
    say(f"{verdict.verdict.upper()}: {verdict.words}")
    say_columns([*_advice(project), *_places(project, passed=verdict.verdict == "pass")])


def _advice(project: Path) -> list[tuple[str, str]]:
    """What stands beside the verdict, what the stages warned of (also those that had nothing to do), what to do first."""
    told = result.advice(project)
    steps = [
        f"{step.title}: {step.text}" + (f" Then: {step.command}" if step.command else "")
        for step in told.steps[:_STEPS]
    ]
    return [
        *(("caution", words) for words in told.cautions),
        *(("note", words) for words in told.notes),
        *(("advice", typed(words)) for words in steps),
    ]


def _places(project: Path, *, passed: bool) -> list[tuple[str, str]]:
    contest = result.contest(project)
    here = result.BUNDLE if contest.took_over else result.CANDIDATE
    places = [
        ("model", _model(project, here)),
        ("bundle", typed(f"{result.BUNDLE}/ ({contest.words})")),
        ("report", str(result.REPORT)),
        ("next", typed(_next(project, here, passed=passed))),
    ]
    commit = result.to_commit(project)
    return [*places, ("commit", commit)] if commit else places


def _model(project: Path, here: Path) -> str:
    """This build's model, where it lies, and since when it stands there."""
    placed = result.placed(project) if here == result.BUNDLE else None
    model = f"{result.model_id(project / here)}, in {here}/"
    return model if placed is None else f"{placed.name} {model} since {placed.placed}"


def _next(project: Path, here: Path, *, passed: bool) -> str:
    """A model that stands elsewhere than in `bundle/` is asked there."""
    what = "FILM" if result.of_clips(project) else "IMAGE"
    ask = f"peel predict {what}" + ("" if here == result.BUNDLE else f" --bundle {here}")
    if passed:
        return f"peel report --open, or: {ask}"
    return f"peel report --open: it says what to do about it; to try the model: {ask}"


def _print_leaderboard(rows: list[dict[str, str]]) -> None:
    """The first rows; scores are out-of-fold, on the training part."""
    by = "score" if rows[0].get("log_loss") == "" else "log loss"
    say(f"best heads, on the training part, ranked by {by}")
    shown: list[tuple[str, ...]] = [("rank", "network", *_COLUMNS[2:])]
    for row in rows[:_ROWS]:
        score, low, high = (f"{float(row[name]):.3f}" for name in ("score", "low", "high"))
        shown.append((*(row[name] for name in _COLUMNS[:-2]), score, f"{low} to {high}"))
    say_columns(shown, right=[i for i, name in enumerate(_COLUMNS) if name not in _TEXTS])
