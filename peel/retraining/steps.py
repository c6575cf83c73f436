"""The steps of a retraining. Each may be done again: a killed one is begun anew and comes to the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from peel import problem
from peel.params.edit import set_value
from peel.params.load import FILE, load, parse
from peel.process import dvc, git
from peel.project import result
from peel.registry.promote import offer
from peel.registry.registry import Origin
from peel.retraining import dataset, decide, runs, workbench
from peel.retraining.branch import named, tip
from peel.retraining.place import Place
from peel.sources.find import FEEDBACK
from peel.text import counted
from peel.types.model import Choice
from peel.types.retraining import Run, Step

# Heads whose names are written into params.yaml; a model has at most 50.
_CHOICE = Path("data/search/choice.json")
_SHOWN = 50
# Said in the commit of a refit, whose model another search would not give again.
_ONLY = "\n\nsearch.only in params.yaml keeps every further build to the heads of this one.\nAfter a merge, set search.only: null to let builds search again."

_OTHER_PARAMS = (
    "params.yaml here is not as it is committed on {0}: what stands here says when to retrain and who may teach, "
    "and the model is built by what is committed"
)


def step(place: Place, run: Run) -> Run:
    """Do what the run does next; the run with the step after that."""
    return _STEPS[run.step](place, run)


def branch_of(run: Run) -> str:
    """The branch that a run leaves in the project's repository.

    >>> branch_of(Run(id="20260101-030000-ab12", trigger="red", started_at=0))
    'peel/retrain/20260101-030000-ab12'
    """
    return f"peel/retrain/{run.id}"


def _clone(place: Place, run: Run) -> Run:
    base, branch = run.notes.get("base"), run.notes.get("branch", "")
    if base is None:
        base, branch = _base(place)
    place.tools.say(" ".join(filter(None, ("clones", branch, base[:12], "and brings its data"))))
    workbench.prepare(place.project, base, branch=branch_of(run))
    return _next(run, "data", base=base, branch=branch)


def _base(place: Place) -> tuple[str, str]:
    """The commit on which the run stands, and its branch; another params.yaml than it has is told."""
    workbench.bench_of(place.project)
    branch = named(place.registry.store, place.project, settings=place.params.retrain)
    base = tip(place.project, branch)
    if workbench.has_other(place.project, base, file=FILE):
        place.tools.say(_OTHER_PARAMS.format(branch))
    return base, branch


def _data(place: Place, run: Run) -> Run:
    bench = workbench.bench_of(place.project)
    params = load(bench.project / FILE)
    known = workbench.known_pixels(bench)
    terms = dataset.Terms(place.params.retrain, params.problem.kind, known)
    taken = dataset.choose(place.registry.store, place.registry.state, terms=terms)
    place.tools.say(words_of(len(taken.lessons), taken.left_out))
    folder = bench.project / FEEDBACK
    digest = dataset.write(taken, folder, kind=params.problem.kind)
    told = {
        "n": len(taken.lessons),
        "left_out": taken.left_out,
        "doubted": taken.doubted[:_SHOWN],
        "data": digest,
    }
    if not taken.lessons:
        raise dataset.nothing_to_learn(taken)
    dvc.add(bench.project, FEEDBACK.as_posix())
    told["only"] = run.notes.get("only") or _champion(place, bench)
    return _next(run, _first(params.problem.kind), **told)


def _first(kind: str) -> Step:
    """What finds things has no heads that could be solved again: it is learnt as a whole, once."""
    return "search" if isinstance(problem.find_learner(kind), problem.Finder) else "refit"


def _refit(place: Place, run: Run) -> Run:
    """The champion's own heads, solved again with the new pictures: sums of old and new, so that it takes seconds."""
    return _build(place, run, only=tuple(run.notes["only"]))


def _search(place: Place, run: Run) -> Run:
    """Everything that a build tries."""
    return _build(place, run, only=None)


def _build(place: Place, run: Run, *, only: tuple[str, ...] | None) -> Run:
    bench, mode = workbench.bench_of(place.project), "search" if only is None else "refit"
    _set_params(bench, only=only, run=run)
    place.tools.say(
        "searches anew" if only is None else f"refits the champion's {counted(len(only), 'head')}"
    )
    place.tools.repro(bench.project)
    choice = Choice.read(bench.project / _CHOICE)
    members = [member.name for member in choice.members]
    return _next(run, "commit", mode=mode, **{f"{mode}_heads": members})


def _commit(place: Place, run: Run) -> Run:
    bench, mode = workbench.bench_of(place.project), run.notes["mode"]
    trailers = {
        "Peel-Run": run.id,
        "Peel-Trigger": run.trigger,
        "Peel-Data": run.notes["data"],
        "Peel-Mode": mode,
    }
    subject = f"Retrain on {run.notes['n']} pictures that came back from use ({mode})"
    subject += _ONLY if mode == "refit" else ""
    commit = workbench.commit(bench, subject, trailers=trailers)
    place.tools.say(f"sends data and branch {branch_of(run)}")
    workbench.publish(bench, branch_of(run))
    return _next(run, "judge", commit=commit)


def _judge(place: Place, run: Run) -> Run:
    bench, registry = workbench.bench_of(place.project), place.registry
    origin = Origin(commit=run.notes["commit"], run=run.id)
    model = offer(registry, result.candidate(bench.project), origin=origin, now=place.tools.now())
    place.tools.say(f"compares {model[:12]} with the champion")
    told = {**decide.judge(place, model, bench=bench), "mode": run.notes["mode"]}
    others = [one for one in run.notes.get("judged", []) if one["mode"] != told["mode"]]
    run = _next(run, "decide", judged=[*others, told])
    if run.notes["mode"] == "refit" and not told["enough"]:
        place.tools.say(f"the refit is not enough ({told['verdict']}: {told['words']})")
        return _next(run, "search")
    return run


def _decide(place: Place, run: Run) -> Run:
    outcome, words = decide.decide(place, run)
    now = place.tools.now()
    return run.model_copy(update={"outcome": outcome, "words": words, "ended_at": now})


_STEPS: Mapping[Step, Callable[[Place, Run], Run]] = {
    "clone": _clone,
    "data": _data,
    "refit": _refit,
    "search": _search,
    "commit": _commit,
    "judge": _judge,
    "decide": _decide,
}


def words_of(n: int, left_out: Mapping[str, int]) -> str:
    """What became of the labels, in words.

    >>> words_of(60, {"held back for the gate": 30})
    '60 pictures teach; left out: 30 held back for the gate'
    """
    told = ", ".join(f"{count} {why}" for why, count in sorted(left_out.items()))
    return f"{counted(n, 'picture')} {'teaches' if n == 1 else 'teach'}" + (
        f"; left out: {told}" if told else ""
    )


def _champion(place: Place, bench: workbench.Bench) -> list[str]:
    """The names of the champion's heads: as the run that made it has found them, else as the project's own build has."""
    model = decide.champion(place)
    for run in runs.every(place.registry.store):
        for told in run.notes.get("judged", []):
            if told["model"] == model:
                return list(run.notes[f"{told['mode']}_heads"])
    return [member.name for member in Choice.read(bench.project / _CHOICE).members]


def _set_params(bench: workbench.Bench, *, only: tuple[str, ...] | None, run: Run) -> None:
    """params.yaml as it is committed at the base, with the new source, and with the heads to which the search keeps.

    Where a refit was merged, the base still keeps to the champion's heads: a search after their refit tries all.
    """
    text = git.do(bench.project, "show", f"{run.notes['base']}:./{FILE}")
    committed = parse(text)
    sources = committed.ingest.sources
    own = FEEDBACK.as_posix()
    text = set_value(text, "ingest.sources", value=(*(s for s in sources if s != own), own))
    if only is not None:
        text = set_value(text, "search.only", value=tuple(dict.fromkeys(only)))
    elif {*(committed.search.only or ())} == {*run.notes["only"]}:
        text = set_value(text, "search.only", value=None)
    (bench.project / FILE).write_text(text, encoding="utf-8")


def _next(run: Run, step: Step, **notes: object) -> Run:
    return run.model_copy(update={"step": step, "notes": {**run.notes, **notes}})
