"""What `peel up` says while it starts the installation, and at its end."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from peel.errors import PeelError
from peel.feedback.store import open_store
from peel.installation.running import OnChange
from peel.installation.services import FLOWS, PREFECT, SERVE, SERVED, url_of
from peel.params.load import FILE, load
from peel.project.command import typed
from peel.project.screen import say, say_columns
from peel.project.state import state_of
from peel.retraining import branch
from peel.types.installation import Keeping

_WHAT = {
    PREFECT: "Prefect's server, which knows what runs when",
    FLOWS: "the watch, and retraining",
    SERVE: "the model server",
}


NO_CHAMPION = "none yet, so nothing is retrained: peel promote makes the last build the first one"


def progress() -> OnChange:
    """Tells each change of standing once, as lines."""
    told: set[tuple[str, str, int]] = set()

    def on_change(keeping: Keeping) -> None:
        for each in keeping.kept:
            key = (each.name, each.standing, each.restarts)
            if each.pid is not None and each.standing == "runs" and key not in told:
                say(f"{each.name:<8}  runs   {_WHAT[each.name]}")
            elif each.standing == "waits" and key not in told:
                say(f"{each.name:<8}  again  {each.words}")
            told.add(key)

    return on_change


def print_up(project: Path, keeping: Keeping | None) -> None:
    """The end of `peel up`: where it listens, when the flows run, what to type next."""
    params, state = load(project / FILE), state_of(project)
    served, key = state.folder / SERVED, state.secrets / "local.key"
    if keeping is None:
        say(typed("It runs already. New values in params.yaml are taken by: peel down && peel up"))
    url = url_of(params.serve)
    lines = served.read_text("utf-8").splitlines() if served.exists() else []
    flows = [tuple(line.split(": ", 1)) for line in lines]
    say_columns(
        [
            *flows,
            ("model", url),
            (
                "ask it",
                f'curl -H "Authorization: Bearer $(cat {quote(str(key))})" --data-binary @PICTURE {url}/v1/predict',
            ),
            *([] if state.pointer.exists() else [("champion", typed(NO_CHAMPION))]),
            *_branch(project),
            ("next", typed("peel status; peel down stops it")),
        ]
    )


def _branch(project: Path) -> list[tuple[str, str]]:
    """What is retrained; nothing where the store cannot say it."""
    try:
        kept = branch.kept(open_store(state_of(project)))
    except PeelError:
        return []
    return [("retrained", branch.words(project, kept))] if kept else []
