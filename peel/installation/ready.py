"""Whether a project can run by itself: everything that a retraining needs is committed and pushed."""

from __future__ import annotations

from pathlib import Path

from peel import events
from peel.errors import PeelError
from peel.params.load import FILE, load
from peel.process import dvc, git
from peel.project import extra, outdated, place, result, template
from peel.project.state import remote_of, state_of

# Gives a project that has no DVC remote one on this machine.
LOCAL_REMOTE = "--local-remote"


def ready(folder: Path, *, typed: str = "peel up") -> Path:
    """The project in `folder`, fit for `peel up`; raises what keeps it from that, with the lines to type.

    `typed` is the command as a person typed it: the lines end in it, with its flags, and one of these asks for a remote.
    P721, P722 (no project, nothing built), P101 to P104 (params.yaml), P801 (libraries missing), P723 (pipeline of another Peel), P917 (flows
    missing), P910 to P913 (git, commits, DVC's remote).
    """
    project = place.find(folder)
    extra.need_build_extra()
    outdated.refuse_outdated(project)
    _refuse_without_loop(project, typed)
    load(project / FILE)
    result.verdict(project)
    _refuse_uncommitted(project, typed)
    if LOCAL_REMOTE in typed:
        local_remote(project)
    _refuse_alone(project, typed)
    return project


def local_remote(project: Path) -> None:
    """Give a project that has no DVC remote one on this machine, and push to it; one that has one keeps it.

    It stands in .dvc/config.local, as what is true of one machine does, so that there is nothing to commit.
    """
    if dvc.remote(project) is None:
        dvc.add_remote(project, "here", folder=remote_of(state_of(project.resolve())))
    dvc.push(project)


def _refuse_without_loop(project: Path, typed: str) -> None:
    """A project keeps the flows of the Peel that made it; those of an earlier one know no loop."""
    missing = [name for name, _ in template.template_files() if name.startswith("flows/")]
    missing = [name for name in missing if not (project / name).is_file()]
    if missing:
        raise PeelError(
            "P917",
            "the project has not all flows",
            got=f"no {missing[0]}",
            allowed="the flows of the installed Peel",
            do=f'peel upgrade && git add flows && git commit -m "The flows of this Peel" && {typed}',
        )


def _refuse_uncommitted(project: Path, typed: str) -> None:
    if git.root(project) is None or git.ignores(project / "dvc.yaml"):
        raise PeelError(
            "P910",
            "the project is not in git",
            got=project.resolve(),
            allowed="a git repository: a retraining works in a clone of what is committed",
            do=f'git init && git add . && git commit -m "A first model" && {typed}',
        )
    changed = git.changed(project, *result.COMMIT)
    if changed:
        raise PeelError(
            "P911",
            "the pipeline is not committed as it stands here",
            got=", ".join(changed),
            allowed="no changes in it: a retraining runs what is committed, and nothing else",
            do=f'git add {" ".join(changed)} && git commit -m "The model as built" && {typed}',
        )


def _refuse_alone(project: Path, typed: str) -> None:
    """A retraining pulls the data that it needs from DVC's remote, and pushes what it makes."""
    if dvc.remote(project) is None:
        raise PeelError(
            "P912",
            "DVC has no remote",
            got="no core.remote in .dvc/config or .dvc/config.local",
            allowed="a place from which a retraining can pull the data, and to which it pushes its own",
            do=f"{typed} {LOCAL_REMOTE} makes one on this machine; or: dvc remote add --default NAME ADDRESS && dvc push",
        )
    try:
        missing = dvc.not_pushed(project)
    except PeelError as error:  # its network may be away, and serving need not wait for that
        events.warn(f"DVC's remote could not be asked whether it has all data: {error.got}")
        return
    for names, where, first in (
        (missing.nowhere, "neither there nor here (erased, or never pulled)", "peel build"),
        (missing.here, "here alone", "dvc push"),
    ):
        if names:
            raise PeelError(
                "P913",
                "DVC's remote does not have all data of the pipeline",
                got=f"{len(names)} missing, the first {names[0]}: {where}",
                allowed="everything pushed: a retraining pulls it from there",
                do=f"{first} && {typed}",
            )
