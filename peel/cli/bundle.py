"""`peel bundle`: the model in the forms that other servers read."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from peel.types.bundle import Card

bundle = typer.Typer(help="Write the model in the form that another server reads.")
Source = Annotated[Path, typer.Option("--bundle", help="Folder or zip with the model.")]


@bundle.command()
def triton(
    folder: Annotated[Path, typer.Argument(metavar="REPOSITORY/NAME", help="Where to put it.")],
    *,
    source: Source = Path("bundle"),
) -> None:
    """Put the model into a model repository of NVIDIA's Triton Inference Server.

    Example: peel bundle triton models/pets
    """
    from peel.export.servers import write_triton

    card = write_triton(source, folder)
    _tell(
        card,
        f"{folder} holds the model; start with: tritonserver --model-repository={quote(str(folder.parent))}",
    )


@bundle.command()
def kserve(
    file: Annotated[Path, typer.Argument(metavar="NAME.yaml", help="The file to write.")],
    *,
    image: Annotated[str, typer.Option(help="Container image with Peel in it.")],
    storage: Annotated[
        str, typer.Option(help="Where KServe finds the bundle, as in s3://models/pets.")
    ],
    source: Source = Path("bundle"),
) -> None:
    """Write an InferenceService of KServe: Peel's own server in Kubernetes, with the Open Inference Protocol.

    Example: peel bundle kserve pets.yaml --image registry.local/peel:1 --storage s3://models/pets
    """
    from peel.export.servers import write_kserve

    card = write_kserve(source, file, image=image, storage=storage)
    apply = f"kubectl apply -f {quote(str(file))}"
    _tell(card, f"{file} is written; copy the bundle to {storage}, then: {apply}")


def _tell(card: Card, words: str) -> None:
    from peel.project.screen import say

    say(words)
    if card.verdict.verdict != "pass":
        say(f"Beware, this model did not pass: {card.verdict.words}")
