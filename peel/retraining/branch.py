"""Which branch is retrained: the one that is named, never the one that happens to be checked out."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, insert, select

from peel.errors import PeelError
from peel.feedback import tables
from peel.feedback.store import Store
from peel.params.sections import Retrain
from peel.process import git

_KEY, _META = "retrain.branch", tables.meta


def named(store: Store, project: Path, *, settings: Retrain) -> str:
    """The same as `remember`; raises P896 where nobody has said it, and no branch is checked out."""
    found = remember(store, project, settings=settings)
    if found:
        return found
    raise PeelError(
        "P896",
        "it is not said which branch is to be retrained",
        got=f"no branch is checked out in {project}",
        allowed="the name of a branch in retrain.branch, or one that is checked out",
        do="git checkout BRANCH, or set retrain.branch in params.yaml",
    )


def remember(store: Store, project: Path, *, settings: Retrain) -> str:
    """The branch that retrain.branch names, else the one that was named or checked out when this was asked first; "" where there was none.

    It is kept in the store, so that a folder in which something else is checked out later changes nothing.
    """
    known = kept(store)
    wanted = settings.branch or known or git.branch(project)
    if wanted and wanted != known:
        with store.writing() as connection:
            connection.execute(delete(_META).where(_META.c.key == _KEY))
            connection.execute(insert(_META).values(key=_KEY, value=wanted))
    return wanted


def kept(store: Store) -> str:
    """The branch that is retrained; "" where nobody has asked yet."""
    with store.reading() as connection:
        return connection.scalar(select(_META.c.value).where(_META.c.key == _KEY)) or ""


def tip(project: Path, branch: str) -> str:
    """The last commit of the branch in the project's repository; raises P891 (no git), P897 where there is no such branch."""
    git.do(project, "rev-parse", "--git-dir")
    try:
        # A name alone: "main~3" is an old commit, and no branch.
        return git.do(project, "show-ref", "--verify", "--hash", f"refs/heads/{branch}").strip()
    except PeelError as error:
        raise PeelError(
            "P897",
            "the branch that is to be retrained is not there, or has no commit",
            got=branch,
            allowed="a branch of the project's own repository",
            do="set retrain.branch in params.yaml to the branch that holds the project",
        ) from error


def words(project: Path, branch: str) -> str:
    """What is retrained, for a screen; another branch that is checked out is named, for it plays no part.

    >>> words(Path("/"), "main")
    'main, as it is committed'
    """
    here = git.branch(project)
    besides = f"; {here}, which is checked out here, plays no part" if here else ""
    return f"{branch}, as it is committed" + (besides if here != branch else "")
