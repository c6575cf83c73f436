"""What a build does before it starts anything slow: refuse what can be refused, write what was asked for."""

from __future__ import annotations

import importlib
from pathlib import Path

from peel import problem
from peel.metrics.gate import check_metric
from peel.params.environment import weights_dir
from peel.params.load import FILE, load
from peel.params.sections import Params
from peel.process import dvc
from peel.project import extra, outdated, place, run, template
from peel.project.template import Given
from peel.sources.find import find
from peel.sources.ingested import stand_ins
from peel.sources.outputs import refuse_taken
from peel.sources.scan import remembered
from peel.sources.source import Terms

SCANNED = Path("data/scan")


def prepare(folder: Path, given: Given) -> Path:
    """The project in `folder`, with what is given written to its params.yaml, ready to run.

    Raises before anything is written: P721 (no project), P801 (libraries missing), P723 (pipeline of
    another Peel), P703 (a build runs), P101 to P105, P190 to P192, P501 (params.yaml), P2xx (no such source, pictures where a stage writes).
    """
    project = place.find(folder)
    extra.need_build_extra()
    outdated.refuse_outdated(project)
    with run.build_lock(project):
        params = load(project / FILE)
        kind = params.problem.kind if given.kind is None else given.kind
        _refuse_values(params, project, kind=kind)
        refuse_taken(project)
        how = params.ingest
        if given.class_level:
            how = how.model_copy(update={"class_level": given.class_level})
        if (
            given.data
            or given.kind is not None
            or not remembered(how, project / SCANNED, project=project)
        ):
            paths = [project / Path(each).expanduser() for each in given.data or how.sources]
            rules = problem.find(kind)
            standing = {} if given.data else stand_ins(how.sources, rules, project=project)
            find(paths, Terms(how, rules), standing=standing)
        template.set_params(project, given)
        dvc.settle(project)
    return project


def _refuse_values(params: Params, project: Path, *, kind: str) -> None:
    """What a later stage would refuse after minutes: kind, metric, folder of weights, names of networks."""
    problem.check_trainable(kind)
    if params.gate.metric:
        check_metric(params.gate.metric, allowed=problem.find(kind).metrics)
    stated = params.weights.dir  # relative to the project, where the stages run
    weights_dir(str(project / Path(stated).expanduser()) if stated else None)
    if params.search.backbones != Params().search.backbones:
        # Loads PyTorch, which a build that changes nothing must not wait for.
        registry = importlib.import_module("peel.backbones.registry")
        for name in params.search.backbones:
            registry.find(name)
