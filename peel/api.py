"""The same from Python: `peel.fit` does what `peel build` does, `peel.load` opens its bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peel.bundle.load import load
from peel.bundle.predict import Model

__all__ = ["fit", "load"]


def fit(
    data: str | Path | Sequence[str | Path],
    *,
    threshold: float | None = None,
    kind: str | None = None,
    project: str | Path = "peel-project",
) -> Model:
    """Find a model for the labelled images at `data`, prove it, and load it.

    `data` is a folder of class folders, a zip or a CSV, or a list of these. `kind` is what is predicted, classification
    where nothing says otherwise. `project` is the folder in which everything
    is kept (made when it is not there): params.yaml, the data's versions, the report, the bundle; a
    second call runs only what has changed. The model that was found is given even when its score
    misses the threshold: `model.card.verdict` says so. What stands in the project's `bundle/` is another
    question: as with `peel build`, a champion stays until a model passes that is not worse. Raises
    PeelError for whatever `peel build` refuses.
    """
    from peel.project import extra

    extra.need_build_extra()
    from peel.export.publish import publish
    from peel.project import prepare, result, run, show, template

    home = Path(project)
    template.make(home)
    sources = [data] if isinstance(data, str | Path) else data
    given = [str(Path(each).absolute()) for each in sources]
    prepare.prepare(home, template.Given(data=given, threshold=threshold, kind=kind))
    with run.build_lock(home), show.showing() as on_event:
        run.tidy(home)
        run.run_stages(home, on_event=on_event)
        won = publish(home).took_over
    return load(home / (result.BUNDLE if won else result.CANDIDATE))
