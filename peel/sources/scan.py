"""The state of the source and of the code, as small files on which the other stages depend."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from peel.errors import PeelError
from peel.events import warn
from peel.files import new_folder, write_text
from peel.fingerprints import fingerprints, roots
from peel.params.sections import Ingest
from peel.sources.contents import digest_of, read_contents
from peel.sources.find import find
from peel.sources.ingested import INGESTED, stand_ins, words
from peel.sources.joined import name_of
from peel.sources.outputs import refuse_taken
from peel.sources.source import Source, Terms
from peel.sources.standing import Reading
from peel.text import counted
from peel.types.source import Scanned

_LEAST = 3  # groups: two are needed to learn from, for the search holds one out


def remembered(how: Ingest, folder: Path, *, project: Path = Path()) -> Scanned | None:
    """What scan wrote into `folder` before, where no source itself is here any more, as in a clone; else None."""
    places = [project / os.path.expanduser(source) for source in how.sources]
    path = folder / "source.json"
    if any(map(os.path.exists, places)) or not path.is_file():
        return None
    with contextlib.suppress(PeelError):  # a file that is damaged says nothing
        told = Scanned.read(path)
        return told if told.source == name_of(_paths(how)) else None
    return None


def absent_words(told: Scanned, *, ingested: bool = True) -> str:
    """What to say where the source is not here; `ingested` says whether what came of it is.

    >>> absent_words(Scanned(source="raw", form="CSV", digest="0" * 64, n_files=2, bytes=9))
    'the source raw is not here: this stands on what was ingested from it before (2 pictures, state 000000000000)'
    """
    if not ingested:
        return (
            f"the source {told.source} is not here, nor what was ingested from it: where DVC's own cache "
            "does not hold that either, `dvc pull` has to bring it first"
        )
    return (
        f"the source {told.source} is not here: this stands on what was ingested from it before "
        f"({told.n_files} pictures, state {told.digest[:12]})"
    )


def scan(terms: Terms, folder: Path, *, cache: Path, kind: str) -> Scanned:
    """Write source.json and code/<stage>.txt into `folder` for the sources and the code in ./tasks.

    Two clones with the same files give the same bytes; where there are films, only with the same library that decodes them. Sources of which none is here keep the state in which they were
    seen; for one that is not here beside one that is, what was ingested from it stands in. Costs the listing, the parsing of the code,
    and the reading of those files that `cache` does not know. Raises what `find` does, P238 and P293.
    """
    refuse_taken(Path())
    told = remembered(terms.how, folder)
    if told:
        warn(absent_words(told, ingested=INGESTED.is_dir()))
    told = told or _look(terms, cache)
    codes = fingerprints(Path("tasks"), kind=kind)
    with new_folder(folder) as new:
        write_text(new / "source.json", told.to_json())
        for stage, digest in codes.items():
            write_text(new / "code" / f"{stage}.txt", digest + "\n")
    return told


def reading(how: Ingest, *, kind: str) -> Reading:
    """What `scan` reads for these parameters."""
    return Reading(list(how.sources), [str(path) for path in roots(Path("tasks"), kind=kind)])


def _look(terms: Terms, cache: Path) -> Scanned:
    paths = _paths(terms.how)
    standing = stand_ins(terms.how.sources, terms.labels)
    for at, before in standing.items():
        warn(words(terms.how.sources[at], before))
    source = find(paths, terms, standing=standing)
    _refuse_few_groups(source, name_of(paths))
    contents = read_contents(source, cache=cache)
    return Scanned(
        source=name_of(paths),
        form=source.form,
        digest=digest_of(source, contents),
        n_files=len(contents.digests),
        bytes=sum(source.tree.entries[each].size for each in contents.digests),
    )


def _refuse_few_groups(source: Source, name: str) -> None:
    """Raise P293 where no draw can seal one group and leave two to learn from, which else would be found out after hours."""
    groups = {row.group for row in source.rows}
    if len(groups) < _LEAST and "" not in groups and not any(row.part for row in source.rows):
        pictures, n = counted(len(source.rows), "picture"), counted(len(groups), "group")
        raise PeelError(
            "P293",
            "too few groups to learn from and to test on",
            got=f"{pictures} in {n} in {name}; a film, a sequence or a name in the column group is one",
            allowed=f"{_LEAST} groups or more: one is sealed for the test, and two are learnt from",
            do="add films (or groups) of other scenes; several short ones teach more than one long one",
        )


def _paths(how: Ingest) -> list[Path]:
    return [Path(source) for source in how.sources]
