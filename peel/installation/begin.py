"""What `peel up` does: refuse what could not run by itself, make the secrets, start the keeper."""

from __future__ import annotations

import os
from pathlib import Path

from peel import files
from peel.errors import PeelError
from peel.feedback.store import open_store
from peel.installation import keeper, ready, running, services
from peel.params.load import FILE, load
from peel.project import secrets, served
from peel.project.state import State, state_of
from peel.retraining import branch
from peel.types.installation import Keeping

# How long the server of an installation that was just killed may still listen.
_LEAVING_S = 5.0


def prepare(folder: Path, *, typed: str) -> Path:
    """The project in `folder`, fit to run, with its secrets made; raises what `ready.ready` raises, P830, and P896, P897 (the branch to retrain)."""
    project = ready.ready(folder, typed=typed)
    make_secrets(state_of(project.resolve()))
    _know_branch(project)
    return project


def _know_branch(project: Path) -> None:
    """From now on retraining keeps to the branch; a database that is away does not keep the server from starting. Raises P896, P897."""
    try:
        store = open_store(state_of(project.resolve()))
        branch.tip(project, branch.named(store, project, settings=load(project / FILE).retrain))
    except PeelError as error:
        if error.code != "P831":
            raise


def make_secrets(state: State) -> None:
    """Make the folder, for its owner alone, and the keys that are missing; raises P830 where anybody else may read one that is there."""
    with files.guard(state.folder):
        state.folder.mkdir(parents=True, exist_ok=True)
        state.folder.chmod(0o700)  # other commands may have made it first
    for name in (secrets.POINTER, secrets.TICKETS, secrets.AUDIT):
        secrets.ensure(state, name)
    for path in state.secrets.iterdir():
        if path.is_file() and not path.name.startswith("."):
            secrets.read(state, path.name)


def begin(project: Path, *, on_change: running.OnChange) -> Keeping | None:
    """Start the keeper and wait for all that it keeps; None where one runs already. Raises P914, P915, P918."""
    state = state_of(project.resolve())
    if running.is_running(state):
        return None
    serve = load(project / FILE).serve
    try:
        services.refuse_taken(serve, patience_s=_LEAVING_S)
    except PeelError as error:
        if serve.port not in [one.port for one in served.running(state)]:
            raise
        raise running.second(
            serve, running.by_hand(state)[0], do="end it, then: peel up"
        ) from error
    return running.start(project, on_change=on_change)


def stay(project: Path) -> int:
    """Be the keeper until Ctrl-C or TERM; returns the exit code. Raises P914, and P703 where another one runs."""
    state, stop = state_of(project.resolve()), keeper.on_signals()
    code = keeper.run(keeper.place_of(project), stop)
    if code == keeper.FAILED:
        raise running.refusal(running.failed(state, os.getpid()), state)
    return code
