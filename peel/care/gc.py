"""What an installation may do without: old answers and pictures without a label, models nobody can go back to, old branches."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from peel.bundle import pointer
from peel.care.home import Home
from peel.feedback import pictures, tables
from peel.process import dvc, git
from peel.registry import shelf

_DAY_S = 86_400.0
# Answers, and pictures, that go in one transaction.
PORTION, _PICTURES = 2_000, 500
_BRANCHES = "refs/heads/peel/retrain/"
# Days for which models and branches stay in any case.
OLD_DAYS = 30
_TICKETS, _LABELS, _CANDIDATES = tables.tickets.c, tables.labels.c, tables.candidates.c
_META, _ASKED = tables.meta.c, "tidy.asked"
# Candidates on which somebody has still to decide.
_WAIT = ("offered", "better", "shadow")


class Useless(NamedTuple):
    """What may go: how many answers, which pictures, which registered models, which branches."""

    tickets: int
    pictures: tuple[str, ...]
    models: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()

    def rows(self) -> list[tuple[str, str]]:
        """In words, a row a kind of thing."""
        return [
            ("answers", f"{self.tickets} outside the audit, without a label"),
            ("pictures", f"{len(self.pictures)} that were kept and never labelled"),
            ("models", f"{len(self.models)} neither champion, the one before, nor waiting"),
            ("branches", f"{len(self.branches)} of retrainings without a version"),
        ]


def look(home: Home, *, keep_days: int, now: float) -> Useless:
    """What `sweep` would remove; nothing is changed."""
    found = _look_old(home, before=now - keep_days * _DAY_S)
    with home.store.reading() as connection:
        waits = select(_CANDIDATES.model).where(_CANDIDATES.state.in_(_WAIT))
        waiting = set(connection.scalars(waits))
    old = now - OLD_DAYS * _DAY_S
    models, branches = _models(home, waiting, before=old), _branches(home.project, old)
    return found._replace(models=models, branches=branches)


def _look_old(home: Home, *, before: float) -> Useless:
    """Answers and pictures whose time is over."""
    with home.store.reading() as connection:
        n = connection.scalar(select(func.count()).where(*_old(before))) or 0
        named = select(_TICKETS.item).where(_is_wanted(before))
        wanted = set(connection.scalars(named.distinct()))
    return Useless(n, _pictures(home, wanted, before=before))


def forget_old(home: Home, *, keep_days: int, now: float) -> Useless:
    """Remove answers outside the audit, and kept pictures, that have no label and are older than `keep_days`; what went."""
    before = now - keep_days * _DAY_S
    found = _look_old(home, before=before)
    while _forget_some(home, before=before):
        pass
    items = found.pictures
    for begins in range(0, len(items), _PICTURES):
        _forget_pictures(home, items[begins : begins + _PICTURES], before=before)
    return found


def is_steady(home: Home, *, now: float) -> bool:
    """Whether this was asked within the last two days, by the same clock; one that jumped must not delete at once. Notes that it was asked."""
    with home.store.writing() as connection:
        last = connection.scalar(select(_META.value).where(_META.key == _ASKED))
        connection.execute(delete(tables.meta).where(_META.key == _ASKED))
        connection.execute(insert(tables.meta).values(key=_ASKED, value=repr(now)))
    return last is not None and 0 <= now - float(last) <= 2 * _DAY_S


def _forget_some(home: Home, *, before: float) -> bool:
    """A portion of the old answers in a transaction of its own, so that no label has to wait for long; whether any were there."""
    some = select(_TICKETS.ticket).where(*_old(before)).limit(PORTION)
    with home.store.writing() as connection:
        gone = connection.execute(delete(tables.tickets).where(_TICKETS.ticket.in_(some)))
    return gone.rowcount > 0


def _forget_pictures(home: Home, items: Sequence[str], *, before: float) -> None:
    """Remove pictures, and what answers say of them, in one transaction: whoever asks for labels promises none that is gone."""
    with home.store.writing() as connection:
        named = select(_TICKETS.item).where(_TICKETS.item.in_(items), _is_wanted(before))
        gone = set(items) - set(connection.scalars(named))
        told = update(tables.tickets).where(_TICKETS.item.in_(gone), _TICKETS.kept)
        connection.execute(told.values(kept=False))
        for item in gone:
            pictures.forget(home.state, item)


def sweep(home: Home, *, keep_days: int, now: float) -> Useless:
    """Remove what `look` finds; the audit's answers and everything with a label stay for ever."""
    found = look(home, keep_days=keep_days, now=now)
    forget_old(home, keep_days=keep_days, now=now)
    for digest in found.models:
        shutil.rmtree(home.state.models / digest)
    for branch in found.branches:
        git.do(home.project, "branch", "-q", "-D", branch)
    return found


def sweep_dvc(project: Path) -> bool:
    """Remove from DVC's cache what no branch, no tag and not the folder itself names; whether there was a cache and a git."""
    if git.root(project) is None or not (project / ".dvc").is_dir():
        return False
    dvc.collect(project)
    return True


def _is_labelled() -> ColumnElement[bool]:
    return select(_LABELS.id).where(_LABELS.ticket == _TICKETS.ticket).exists()


def _is_wanted(before: float) -> ColumnElement[bool]:
    """Whether the picture of an answer stays."""
    return _is_labelled() | (_TICKETS.at >= before)


def _old(before: float) -> tuple[ColumnElement[bool], ...]:
    """Answers that were not drawn for the audit, are old, and have no label."""
    return ~_TICKETS.audited, _TICKETS.at < before, ~_is_labelled()


def _pictures(home: Home, wanted: Collection[str], *, before: float) -> tuple[str, ...]:
    """Kept pictures that are old and belong to no answer that is young or has a label."""
    found = sorted(home.state.pictures.glob("??/*.png"))
    old = (path for path in found if path.stat().st_mtime < before)
    return tuple(path.stem for path in old if path.stem not in wanted)


def _models(home: Home, waiting: Collection[str], *, before: float) -> tuple[str, ...]:
    """Registered bundles to which nothing leads any more; a young one may be about to be offered."""
    standing = pointer.read(home.state)
    named = {standing.digest, standing.previous, standing.shadow} if standing else set()
    found = (one for one in shelf.find(home.state) if one not in named and one not in waiting)
    return tuple(one for one in found if (home.state.models / one).stat().st_mtime < before)


def _branches(project: Path, before: float) -> tuple[str, ...]:
    """Branches of retrainings whose last commit is old and has no tag of a version."""
    if git.root(project) is None:
        return ()
    form = "--format=%(refname:short) %(committerdate:unix)"
    lines = git.do(project, "for-each-ref", form, _BRANCHES).splitlines()
    old = (name for name, at in (line.split() for line in lines) if int(at) < before)
    return tuple(name for name in old if not git.do(project, "tag", "--points-at", name).strip())
