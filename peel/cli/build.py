"""`peel build`."""

from __future__ import annotations

from typing import Annotated

import typer


def build(
    *,
    data: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="Labelled pictures or clips of film: a folder of class folders or with annotations, a zip, a CSV; more than once for several. "
            "Written to params.yaml.",
        ),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="The score that you need, 0 to 1. Written to params.yaml."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help="What is predicted: classification (one class a picture), multilabel (several labels a picture) or detection (things with their boxes). Written to params.yaml."
        ),
    ] = None,
) -> None:
    """Find a model, prove it, and say whether it reaches the threshold.

    Runs what has changed since the last time. Exit code 0: it does (pass); 1: it does not (fail);
    3: too few test images to say (undecided); 2: an error.

    Examples: peel build --data ~/pictures/pets.zip --threshold 0.95 · peel build --data posters/ --kind multilabel
    """
    from peel.cli import closing, question
    from peel.export.publish import publish
    from peel.project import result, run, show, template, unchanged

    given = template.Given(data=data or [], threshold=threshold, kind=kind)
    project = question.prepared(given)
    with show.showing() as on_event:
        if unchanged.unchanged(project, on_event=on_event):
            with run.build_lock(project):
                publish(project)  # it may have been taken away, or damaged
        else:
            run.run_flow(project, "flows.build", on_event=on_event)
    closing.print_result(project)
    raise typer.Exit(result.exit_code(project))
