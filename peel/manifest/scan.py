"""The state of the source and of the code, as small files on which the other stages depend."""

from __future__ import annotations

from pathlib import Path

from peel.files import new_folder, write_text
from peel.manifest.contents import digest_of, read_contents
from peel.manifest.fingerprints import fingerprints
from peel.manifest.sources.find import find
from peel.manifest.sources.source import text
from peel.params.sections import Ingest
from peel.types.source import Scanned


def scan(how: Ingest, folder: Path, *, cache: Path, kind: str) -> Scanned:
    """Write source.json and code/<stage>.txt into `folder` for the source and the code in ./tasks.

    Two clones with the same files give the same bytes. Costs the listing, the parsing of the code,
    and the reading of those files that `cache` does not know. Raises what `find` does.
    """
    path = Path(how.source)
    source = find(path, how)
    contents = read_contents(source, cache=cache)
    told = Scanned(
        source=text(str(path)),
        form=source.form,
        digest=digest_of(source, contents),
        n_files=len(contents.digests),
        bytes=sum(source.tree.entries[each].size for each in contents.digests),
    )
    codes = fingerprints(Path("tasks"), kind=kind)
    with new_folder(folder) as new:
        write_text(new / "source.json", told.to_json())
        for stage, digest in codes.items():
            write_text(new / "code" / f"{stage}.txt", digest + "\n")
    return told
