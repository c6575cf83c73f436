"""Store, tags and `bundle/` follow the pointer: whatever a kill left undone is done by the next who looks."""

from __future__ import annotations

from sqlalchemy import Connection, update

from peel.bundle import pointer
from peel.bundle.files import CARD
from peel.errors import PeelError
from peel.export.publish import follow
from peel.feedback import happened, ledger, tables
from peel.images.digest import of_file
from peel.project import result, run
from peel.registry import git, noted, numbering, reasons, shelf
from peel.registry.registry import Decision, Registry, enter_decision, retire, version_of
from peel.types.ledger import Deed, What
from peel.types.pointer import Pointer
from peel.types.version import Version


def settle(registry: Registry, *, is_new: bool | None = None) -> Pointer | None:
    """Bring store, tags and `bundle/` into line with the pointer, which it returns; nothing happens where they are.

    `is_new`: whether its reason against the gate is one that a person gave just now. Who finds a change that was killed does not
    know, and takes one that is in the ledger already for the same.
    """
    standing = pointer.read(registry.state, least=noted.last(registry.store))
    if standing is None:
        return None
    with registry.store.writing() as connection:
        if noted.number(connection) < standing.sequence:
            names = language(registry, standing)
            _note(connection, standing, names=names, is_new=is_new)
    _mirror(registry, standing)
    _follow(registry, standing)
    return standing


def _note(
    connection: Connection,
    standing: Pointer,
    *,
    names: dict[str, list[str]],
    is_new: bool | None,
) -> None:
    """What the store holds of a change of the pointer, in one transaction."""
    is_other = noted.champion(connection) != standing.digest
    noted.put(connection, standing)
    if not is_other:  # a challenger came to its side, or left it
        return
    at = standing.at
    enter_decision(connection, standing.digest, state="promoted", decision=_decision(standing))
    retire(connection, standing.digest, decision=Decision(by=standing.version, now=at))
    told = {
        "name": standing.name,
        "version": standing.version,
        "model": standing.digest,
        "previous_version": standing.previous_version,
        "previous": standing.previous,
        "sequence": standing.sequence,
        "override": standing.override,
    }
    went = numbering.parts(standing.version) < numbering.parts(standing.previous_version)
    what: What = "rollback" if went else "promote"
    if is_new is None:
        is_new = standing.override != reasons.against_gate(connection, standing.version)
    deeds: list[What] = [what, "override"] if standing.override and is_new else [what]
    for one in deeds:
        ledger.note(connection, Deed(who=standing.by, what=one, details=told), now=at)
    happened.tell(connection, "champion", data={**told, **names, "by": standing.by}, now=at)


def _decision(standing: Pointer) -> Decision:
    return Decision(by=standing.by, now=standing.at, override=standing.override)


def language(registry: Registry, standing: Pointer) -> dict[str, list[str]]:
    """The names that the champion knows and the one before did not, and the other way round: callers must hear of it."""
    try:
        old, new = (
            {*shelf.card(registry.state, digest).space.names}
            for digest in (standing.previous, standing.digest)
        )
    except PeelError:
        return {"added": [], "removed": []}
    return {"added": sorted(new - old), "removed": sorted(old - new)}


def _mirror(registry: Registry, standing: Pointer) -> None:
    """Tags of the version and of the champion, where the project's git has the commit."""
    found = version_of(registry.store, standing.digest)
    if found is None or not git.can_tag(registry.project):
        return
    commit = _commit(registry, found)
    if commit:
        git.register(registry.project, found.name, version=found.version, commit=commit)
    git.assign(registry.project, found.name, commit=commit)


def _commit(registry: Registry, version: Version) -> str:
    """Where the project's git has what the version was built from; a build may have been committed after its promotion."""
    if git.is_there(registry.project, version.commit):
        return version.commit
    here = registry.project / result.CANDIDATE / CARD
    if not here.is_file() or of_file(here) != version.model:
        return ""
    commit = git.holds(registry.project)
    if commit:
        of = tables.versions.c.model == version.model
        with registry.store.writing() as connection:
            connection.execute(update(tables.versions).where(of).values(commit=commit))
    return commit


def _follow(registry: Registry, standing: Pointer) -> None:
    """`bundle/` becomes the champion; a build that runs does it itself at its end."""
    try:
        with run.build_lock(registry.project):
            follow(registry.project, standing)
    except PeelError as error:
        if error.code != "P703":
            raise
