"""Open a bundle, and refuse one that is not what its card says or answers otherwise here than where it was proven."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from peel.bundle.cards import read_card
from peel.bundle.external import refuse_external
from peel.bundle.files import BundleFiles, read_files
from peel.bundle.golden import unpack
from peel.bundle.predict import Model
from peel.errors import PeelError
from peel.runtime.session import CPU, open_session
from peel.text import from_json
from peel.types.bundle import Card

_INPUT = ("image", "tensor(uint8)")
_TYPES = {"float32": "tensor(float)", "int64": "tensor(int64)", "bool": "tensor(bool)"}


def load(place: Path | str, *, threads: int = 1, provider: str = CPU) -> Model:
    """The model of the bundle in the folder or zip at `place`, checked.

    Model and golden batch must have the digests of the card, the file must have the card's names and
    outputs, and the golden batch must get the same answers on this machine, each output within its tolerance. The file must hold all of its data. Raises P652, P655 to P662, P667. Costs one run for each golden picture.
    """
    return open_files(read_files(Path(place)), place, threads=threads, provider=provider)


def open_files(
    files: BundleFiles, place: Path | str, *, threads: int = 1, provider: str = CPU
) -> Model:
    """The same of files that were read; `place` is for words only."""
    card = _check_whole(files, place)
    refuse_external(files.model)
    session = open_session(files.model, threads=threads, provider=provider)
    _check_contract(session, card)
    model = Model(card, session)
    _check_golden(model, files.golden)
    return model


def read_whole(place: Path | str) -> tuple[Card, BundleFiles]:
    """The card, and the bytes of all three files, which are those of the card; raises P656 to P660. Runs nothing."""
    files = read_files(Path(place))
    return _check_whole(files, place), files


def _check_whole(files: BundleFiles, place: Path | str) -> Card:
    card = read_card(files.card, place)
    for name, data, digest in (
        ("the model", files.model, card.model_sha256),
        ("golden.npz", files.golden, card.golden_sha256),
    ):
        _check_digest(f"{place}: {name}", data, digest=digest)
    return card


def _check_digest(what: str, data: bytes, *, digest: str) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        raise PeelError(
            "P660",
            "bundle is damaged",
            got=f"{what} with sha256 {found}",
            allowed=f"sha256 {digest}, as bundle.json says",
            do="copy the bundle anew from where it was made, or build it again",
        )


def _check_contract(session: Any, card: Card) -> None:
    """The file's own metadata and ports; the digests say nothing about a card that was edited."""
    try:
        metadata = session.get_modelmeta().custom_metadata_map
        inputs = [(port.name, port.type) for port in session.get_inputs()]
        outputs = [(port.name, port.type) for port in session.get_outputs()]
    except UnicodeDecodeError as error:
        raise _unfit(f"a file with names that are no text: {error}") from error
    expected = [(output.name, _TYPES[output.dtype]) for output in card.outputs]
    if inputs != [_INPUT] or any(port not in outputs for port in expected):
        raise _unfit(f"a file with inputs {inputs} and outputs {outputs}")
    if _names(metadata) != list(card.space.names):
        raise _unfit(f"a file with the names {_names(metadata)}")


def _unfit(got: str) -> PeelError:
    return PeelError(
        "P661",
        "model does not fit its card",
        got=got,
        allowed="a uint8 input `image`, and the outputs and names of bundle.json",
        do="take the bundle anew from where it was made, or build it again",
    )


def _names(metadata: dict[str, str]) -> Any:
    try:
        return from_json(metadata.get("class_names", "null"))
    except ValueError:
        return metadata["class_names"]


def _check_golden(model: Model, data: bytes) -> None:
    card = model.card
    golden = unpack(data, card.outputs)
    answered = model.run(golden.images)
    first, *others = card.outputs
    found = model.problem.difference(answered, golden.outputs, space=card.space)
    if not found.is_within(first.tolerance):  # NaN is no agreement
        raise PeelError(
            "P662",
            "model answers otherwise here than where it was proven",
            got=f"{first.name} off by {found.largest:.2g}, {found.changed} other answers, on the golden batch",
            allowed=f"at most {first.tolerance:g}, and the same answers",
            do="use the provider CPUExecutionProvider, or the versions that bundle.json names",
        )
    for output in (output for output in others if not output.rows_of):
        gap = np.abs(answered[output.name] - golden.outputs[output.name]).max()
        if not gap <= output.tolerance:
            raise _unfit(f"{output.name} off by {gap:.2g} from the golden ones")
