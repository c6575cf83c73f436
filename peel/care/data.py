"""What a project's pipeline made of a picture: taken out of what stands, and out of what others stand on."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from peel import files, problem
from peel.care.holds import holds
from peel.care.traces import MANIFESTS, Traces, rows_of
from peel.care.traces import Row as Traced
from peel.errors import PeelError
from peel.films.names import has_film_name
from peel.images import shards
from peel.params.load import FILE
from peel.params.load import load as load_params
from peel.process import dvc
from peel.sources.find import find as find_source
from peel.sources.source import Terms, made_of, text
from peel.sources.stills import is_still
from peel.split import given
from peel.tables import read_table, write_table
from peel.types.source import Ingested

_INGEST = Path("data/ingest")
_GIVEN, _LOOKS = Path("data/split/given.csv"), Path(".peel/looks.json")
# Pictures were made small in them, so that no digest tells which.
_SMALL = ("data/report/report.html", "data/validate/validation.html", "data/evaluate/mistakes")
# What holds the pipeline's own things; all else is a person's.
_OURS = ("data/", ".peel/", "bundle/", "bundle.previous/")


class Erased(NamedTuple):
    """How many pictures the project's data lost, and their paths in the sources; how many were sealed, how many files went, which are a person's."""

    n: int
    paths: tuple[str, ...]
    sealed: int
    files: int
    theirs: tuple[Path, ...]


def erase(project: Path, traces: Traces, *, own: Sequence[Path], here: bool) -> Erased:
    """Take the pictures out of everything that the pipeline wrote below `project`.

    The rows and shards of ingest and the parts of the split are written anew without them, for later builds stand on these;
    other outputs that hold one are removed, and a build makes them again. Where the data held one (`here`), the pages and sheets with
    small pictures go too. `own` are the person's sources,
    which nobody touches: what of them holds a picture is named.
    """
    paths = tuple(sorted(_ingested(project, traces)))
    n = len(paths)
    sealed = _parts(project, traces)
    _looks(project, traces)
    for path in _cached(project, traces):
        path.unlink(missing_ok=True)
    gone, theirs = 0, []
    for path in _files(project, own):
        if holds(path, traces):
            if _is_ours(project, path):
                path.unlink()
                gone += 1
            else:
                theirs.append(path)
    if here:
        gone += sum(map(_remove, (project / name for name in _SMALL)))
        _accept(project)
    return Erased(n, paths, sealed, gone, tuple(theirs))


def look(project: Path, traces: Traces, *, own: Sequence[Path], here: bool) -> Erased:
    """What `erase` would take out; nothing is changed."""
    rows = rows_of(project / _INGEST / "manifest.parquet")
    paths = tuple(sorted({row.path for row in rows if row.item in traces.items}))
    anew = (project / _INGEST, project / _GIVEN, project / _LOOKS)  # written anew, not removed
    found = [path for path in _files(project, own) if holds(path, traces)]
    ours = {path for path in found if _is_ours(project, path)}
    gone = {path for path in ours if not any(path.is_relative_to(one) for one in anew)}
    if here:
        gone |= {path for name in _SMALL for path in _below(project / name)}
    theirs = tuple(path for path in found if path not in ours)
    return Erased(len(paths), paths, len(_sealed(project, traces)), len(gone), theirs)


def films(project: Path, traces: Traces) -> tuple[list[str], list[str]]:
    """By what the films are known of which the pictures were made, and the paths of those that are not here to be asked."""
    paths = [row.path for row in _of_films(project) if row.item in traces.items]
    made = _made_of(project, paths)
    return sorted({*made.values()}), [path for path in paths if path not in made]


def made_from(project: Path, asked: Collection[str]) -> set[str]:
    """The pictures that were made of films with these SHA-256, as far as the films are here."""
    rows = _of_films(project)
    unknown = {*asked}.difference(row.item for row in rows)
    made = _made_of(project, [row.path for row in rows]) if unknown else {}
    return {row.item for row in rows if made.get(row.path, "").partition(" ")[0] in unknown}


def is_blind(project: Path) -> bool:
    """Whether pictures were made of films, and the sources of these are not here."""
    return bool(_of_films(project)) and not any(map(os.path.exists, _places(project)))


def _of_films(project: Path) -> list[Traced]:
    rows = rows_of(project / _INGEST / "manifest.parquet")
    return [row for row in rows if has_film_name(row.path) or is_still(row.path)]


def _places(project: Path) -> list[Path]:
    sources = load_params(project / FILE).ingest.sources
    return [project / os.path.expanduser(one) for one in sources]


def _made_of(project: Path, paths: Collection[str]) -> dict[str, str]:
    """By what the film of each of these pictures is known, where it is here."""
    if not paths:
        return {}
    params = load_params(project / FILE)
    try:
        tree = find_source(
            _places(project), Terms(params.ingest, problem.find(params.problem.kind))
        ).tree
    except PeelError:
        return {}
    wanted = {*paths}
    found = {text(path): made_of(tree, path) for path in tree.entries if text(path) in wanted}
    return {path: made for path, made in found.items() if made}


def held(project: Path, traces: Traces) -> bool:
    """Whether the data of the project, as they stand, hold one of the pictures."""
    return any(row.item in traces.items for name in MANIFESTS for row in rows_of(project / name))


def _ingested(project: Path, traces: Traces) -> set[str]:
    """Write manifest, shards and summary of ingest without the pictures; the paths of those that went."""
    folder = project / _INGEST
    if not any(row.item in traces.items for row in rows_of(folder / "manifest.parquet")):
        return set()
    table = read_table(folder / "manifest.parquet")
    rows = table.to_pylist()
    left = [row for row in rows if row["item"] not in traces.items]
    addresses = shards.pack(
        [(row["item"], _reader(folder, row)) for row in left], folder / "shards"
    )
    for row in left:
        row.update(addresses[row["item"]]._asdict())
    write_table(table.from_pylist(left, schema=table.schema), folder / "manifest.parquet")
    shards.prune(folder / "shards", {address.shard for address in addresses.values()})
    told = Ingested.read(folder / "ingest.json")
    counts = {"n_items": len(left), "n_shards": len({a.shard for a in addresses.values()})}
    sizes = {"bytes": sum(address.size for address in addresses.values())}
    files.write_text(folder / "ingest.json", told.model_copy(update={**counts, **sizes}).to_json())
    return {row["path"] for row in rows if row["item"] in traces.items}


def _reader(folder: Path, row: dict[str, Any]) -> Any:
    address = shards.Address(row["shard"], row["offset"], row["size"])
    return lambda: shards.read(folder / "shards", address, item=row["item"])


def _parts(project: Path, traces: Traces) -> int:
    """Forget the parts that they had; how many were sealed for the test."""
    known, sealed = _given(project), _sealed(project, traces)
    if known is not None:
        left = {item: part for item, part in known.parts.items() if item not in traces.items}
        if len(left) < len(known.parts):
            files.write_text(project / _GIVEN, given.to_text(known._replace(parts=left)))
    return len(sealed)


def _sealed(project: Path, traces: Traces) -> list[str]:
    """Those that are sealed for the test."""
    known = _given(project)
    parts = known.parts if known else {}
    return [item for item in parts.keys() & traces.items if parts[item] == "test"]


def _given(project: Path) -> given.Given | None:
    try:
        return given.from_text((project / _GIVEN).read_text("utf-8"))
    except (OSError, PeelError):
        return None


def _is_ours(project: Path, path: Path) -> bool:
    return path.relative_to(project).as_posix().startswith(_OURS)


def _looks(project: Path, traces: Traces) -> None:
    """How many models each sealed item has seen; the others keep their count."""
    path = project / _LOOKS
    if path.is_file():
        known = json.loads(path.read_bytes())
        files.write_json(
            path, {item: seen for item, seen in known.items() if item not in traces.items}
        )


def _cached(project: Path, traces: Traces) -> Iterator[Path]:
    """Features are called after the pixels."""
    for one in traces.pixels:
        yield from (project / ".peel" / "cache").glob(f"*/{one[:2]}/{one}.*")


def _files(project: Path, own: Sequence[Path]) -> Iterator[Path]:
    """All files below the project but git's, DVC's, the installation's and environments, of which others take care."""
    others = {
        project / ".git",
        project / ".dvc",
        project / ".peel" / "loop",
        project / ".peel" / "cache",
        *own,
    }
    bundles = {project / "bundle", project / "bundle.previous", project / "data" / "export"}
    for at, folders, names in os.walk(project):
        here = Path(at)
        folders[:] = sorted(
            name
            for name in folders
            if here / name not in others | bundles and not (here / name / "pyvenv.cfg").exists()
        )
        yield from (
            here / name
            for name in sorted(names)
            if (here / name).is_file() and here / name not in others
        )


def _remove(path: Path) -> int:
    """Remove a file, or all files of a folder; how many there were."""
    there = _below(path)
    for one in there:
        one.unlink()
    return len(there)


def _below(path: Path) -> list[Path]:
    found = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return [one for one in found if one.exists()]


def _accept(project: Path) -> None:
    """Let DVC know that ingest's outputs are meant to be so: a clone that lacks the source cannot run it again."""
    if (project / "dvc.lock").is_file():
        dvc.commit(project, "ingest")
