"""`peel backup` and `peel restore`."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file, as backup.tar.")],
    *,
    with_secrets: Annotated[
        bool, typer.Option("--with-secrets", help="Also keys and passwords: guard the file.")
    ] = False,
    without_data: Annotated[
        bool,
        typer.Option(
            "--without-data",
            help="Leave out DVC's data that peel up --local-remote keeps here: the largest part.",
        ),
    ] = False,
) -> None:
    """Back up what an installation has learned: answers, labels, registered models, kept pictures.

    DVC's data are in it too where they lie in the installation itself (peel up --local-remote). Everything may go on running meanwhile. The file is for your eyes only (mode 600). Without secrets a restored
    installation makes new keys, and labels for answers from before cannot be matched any more.

    Example: peel backup /mnt/backups/pets-2026-11-30.tar --with-secrets
    """
    from peel import clock
    from peel.care.backup import Asked
    from peel.care.backup import backup as write
    from peel.care.home import home_of
    from peel.installation.disk import megabytes, size
    from peel.project.screen import say
    from peel.project.state import remote_of
    from peel.text import counted

    home = home_of(installation())
    remote = remote_of(home.state)
    about = write(home, Asked(file, with_secrets, not without_data), now=clock.now())
    kept = ", ".join(counted(about.count(f"{one}s"), one) for one in ("model", "picture"))
    secrets = f", {counted(about.count('secrets'), 'secret')}" if with_secrets else "; no secrets"
    say(f"{file} ({megabytes(file.stat().st_size)}): the store, {kept}{secrets}")
    data, n = megabytes(size(remote)), about.count("remote")
    if n:
        say(f"Also DVC's data: {counted(n, 'file')}, {data}")
    elif remote.is_dir():
        say(f"DVC's data ({data} in {remote}) are not in it: keep a copy of them.")
    say(f"Not in it: {_kept_elsewhere(home.project, has_data=remote.is_dir())}.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `peel backup` wrote.")],
) -> None:
    """Bring a backup back into an installation that has nothing yet; every byte is checked first.

    Example: peel restore /mnt/backups/pets-2026-11-30.tar
    """
    from peel import clock
    from peel.care.restore import come_back
    from peel.care.restore import restore as bring_back
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.project.state import state_of
    from peel.text import counted

    here = _to_restore_in(file)
    done = bring_back(state_of(here), file, now=clock.now())
    about = done.about
    say(
        f"Brought back as of {clock.iso(about.at)}: the store, "
        + ", ".join(counted(about.count(f"{one}s"), one) for one in ("model", "picture", "secret"))
    )
    if done.sequence:
        say(f"The pointer goes on from number {done.sequence}: no server takes an earlier one.")
    if not about.secrets:
        say(
            "It held no secrets: new ones are made, and keys for callers and alerts have to be given again."
        )
    _say_again(come_back(here, state_of(here)))
    if about.count("remote"):
        say(
            f"DVC's data came along: {counted(about.count('remote'), 'file')}. {typed(_reached(here))}"
        )


def _kept_elsewhere(project: Path, *, has_data: bool) -> str:
    """What a backup does not hold, and who does."""
    from peel.process import dvc

    own = "your project (git keeps it)"
    if has_data or not (project / "dvc.yaml").is_file():
        return own
    if dvc.remote(project):
        return f"{own} and the data of DVC (its remote keeps what was pushed)"
    return f"{own} and the data of DVC, which has no remote: they lie in this project alone"


def _say_again(items: list[str]) -> None:
    """What is to be typed where pictures came back that were forgotten since the backup was made."""
    from peel.project.command import typed
    from peel.project.screen import say
    from peel.text import counted

    if items:
        which = " ".join(f"--item {item}" for item in items)
        told = counted(len(items), "picture")
        say(f"{told} came back that forgotten.txt lists as forgotten. To forget them again:")
        say(typed(f"peel forget {which}"))


def _to_restore_in(file: Path) -> Path:
    """The folder here, if it is a project or serves; raises P721 with the way there, which is no new project."""
    from peel.errors import PeelError
    from peel.project import place

    try:
        return place.installation(Path.cwd())
    except PeelError as error:
        again = f"peel restore {quote(str(file.resolve()))}"
        raise error.but(do=f"git clone ADDRESS PROJECT && cd PROJECT && {again}") from error


def _reached(project: Path) -> str:
    """Let the project find its remote again, where it has none; what there is to type then."""
    from peel.errors import PeelError
    from peel.process import dvc
    from peel.project import extra, place
    from peel.project.state import remote_of, state_of

    if not place.is_project(project) or not (project / ".dvc").is_dir():
        return "They lie in .peel/loop/remote."
    try:
        extra.need_build_extra()
    except PeelError as error:  # a machine that only serves
        return str(error)
    if dvc.remote(project) is None:
        dvc.add_remote(project, "here", folder=remote_of(state_of(project)))
    return "next: dvc pull, then peel up"


def installation() -> Path:
    """The folder here, if there is an installation or a project in it; raises P721."""
    from peel.project import place
    from peel.project.state import state_of

    here = Path.cwd()
    return here if state_of(here).folder.is_dir() else place.find(here)
