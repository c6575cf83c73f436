"""Where an installation keeps what serving, watching and retraining need: `.peel/loop` in the project's folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class State(NamedTuple):
    """The folder, and what lies where in it; nothing of it is in git or DVC."""

    folder: Path

    @property
    def store(self) -> Path:
        """The database of answers and labels, where PEEL_STORE_URL names no other."""
        return self.folder / "store.db"

    @property
    def pictures(self) -> Path:
        """Pictures that were kept, `<first two digits>/<item>.png`: their pixels, nothing that the camera wrote beside."""
        return self.folder / "pictures"

    @property
    def models(self) -> Path:
        """Registered bundles and candidates, a folder each, named by the digest of its card."""
        return self.folder / "models"

    @property
    def pointer(self) -> Path:
        """The small signed file that says which model is served."""
        return self.folder / "pointer.json"

    @property
    def secrets(self) -> Path:
        """Keys and passwords, a file each, for its owner's eyes only."""
        return self.folder / "secrets"

    @property
    def workbench(self) -> Path:
        """The clone in which a retraining works, with a DVC cache of its own."""
        return self.folder / "workbench"

    @property
    def prefect(self) -> Path:
        """The home of the installation's Prefect server."""
        return self.folder / "prefect"

    @property
    def logs(self) -> Path:
        """What the processes of the installation print."""
        return self.folder / "logs"


def remote_of(state: State) -> Path:
    """DVC's remote, where `peel up --local-remote` made one.

    >>> remote_of(state_of(Path("pets"))).as_posix()
    'pets/.peel/loop/remote'
    """
    return state.folder / "remote"


def state_of(project: Path) -> State:
    """The state of the installation in `project`; the folder need not be there.

    >>> state_of(Path("pets")).pointer.as_posix()
    'pets/.peel/loop/pointer.json'
    """
    return State(project / ".peel" / "loop")
