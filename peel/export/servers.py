"""The bundle in the forms that other servers read: a model repository for Triton, an InferenceService for KServe."""

from __future__ import annotations

import re
from pathlib import Path

from peel import files
from peel.bundle.cards import read_card
from peel.bundle.files import MODELS, BundleFiles, read_files
from peel.bundle.load import load
from peel.errors import PeelError
from peel.export.words import kserve, triton
from peel.types.bundle import Card

# What Kubernetes takes as a name of a service; Triton takes more.
_NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
_ONE_WORD = re.compile(r"[!-~]+")


def write_triton(bundle: Path, folder: Path) -> Card:
    """Put the model into a folder of Triton's model repository as `1/model.onnx` with `config.pbtxt`; gives its card.

    The folder's name is the model's. The bundle is loaded and checked first (P652 to P667). A folder that holds
    something else than an earlier one of ours is not replaced, and one that would stand among other things than models is not made. Raises P930.
    """
    name = _name(folder.name)
    if len(folder.parts) == 1:
        allowed = f"REPOSITORY/NAME, such as models/{name}: Triton takes all that lies in REPOSITORY for models"
        raise _refused(
            "the folder", got=f"{folder}, with no folder of models around it", allowed=allowed
        )
    if folder.exists() and not (folder / "config.pbtxt").is_file():
        raise _refused(
            "the folder", got=f"{folder}, which holds something else", allowed="a new one"
        )
    card, found = _checked(bundle)
    with files.new_folder(folder) as work:
        (work / "1").mkdir()
        (work / "1" / MODELS[0]).write_bytes(found.model)
        (work / "config.pbtxt").write_text(triton(card.outputs, name), encoding="utf-8")
    return card


def write_kserve(bundle: Path, file: Path, *, image: str, storage: str) -> Card:
    """Write the InferenceService that serves this bundle from `storage` in the container `image`; gives its card.

    The file's name without what follows the dot is the service's. Raises P930.
    """
    name = _name(file.stem)
    for option, value in (("--image", image), ("--storage", storage)):
        if not _ONE_WORD.fullmatch(value):
            raise _refused(option, got=repr(value), allowed="an address of one word")
    card, _ = _checked(bundle)
    files.write_text(file, kserve(name, image=image, storage=storage))
    return card


def _checked(bundle: Path) -> tuple[Card, BundleFiles]:
    """The bundle as bytes that were read after it had proven itself here, and have the digests of its card."""
    card, found = load(bundle).card, read_files(bundle)
    again = read_card(found.card, bundle)
    if again != card:
        raise _refused("the bundle", got="another one than a moment ago", allowed="one that stays")
    return card, found


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        allowed = "at most 40 lower-case letters, digits and -, a letter first"
        raise _refused("the name", got=repr(name), allowed=allowed)
    return name


def _refused(what: str, *, got: str, allowed: str) -> PeelError:
    return PeelError(
        "P930",
        f"{what} cannot be used for another server",
        got=got,
        allowed=allowed,
        do="correct it; peel bundle triton --help and peel bundle kserve --help show examples",
    )
