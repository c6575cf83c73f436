"""Open a bundle, and refuse one that is not what its card says or answers otherwise here than where it was proven."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from peel.bundle.external import refuse_external
from peel.bundle.files import read_files
from peel.bundle.golden import TOLERANCE, Golden, difference, unpack
from peel.bundle.predict import Model
from peel.errors import PeelError
from peel.project import extra
from peel.runtime.session import CPU, open_session
from peel.text import from_json
from peel.types.bundle import Card

_INPUT, _OUTPUT = ("image", "tensor(uint8)"), ("probabilities", "tensor(float)")
_DISTANCE = ("distance", "tensor(float)")
_SCHEMA: int = Card.model_fields["schema_"].default


def load(place: Path | str, *, threads: int = 1, provider: str = CPU) -> Model:
    """The model of the bundle in the folder or zip at `place`, checked.

    Model and golden batch must have the digests of the card, the file must name the card's classes,
    and the golden batch must get the same answers on this machine: no probability off by more than
    1e-3, no other top-1. The file must hold all of its data. Raises P652, P655 to P662, P667. Costs one run for each golden picture.
    """
    files = read_files(Path(place))
    card = read_card(files.card, place)
    for name, data, digest in (
        ("the model", files.model, card.model_sha256),
        ("golden.npz", files.golden, card.golden_sha256),
    ):
        _check_digest(f"{place}: {name}", data, digest=digest)
    refuse_external(files.model)
    session = open_session(files.model, threads=threads, provider=provider)
    _check_contract(session, card)
    model = Model(card, session)
    _check_golden(model, files.golden)
    return model


def read_card(data: bytes, place: Path | str) -> Card:
    """The card in the bytes of bundle.json; raises P658 (cannot be read), P659 (of a newer Peel)."""
    refuse_newer(data, place)
    try:
        return Card.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise PeelError(
            "P658",
            "bundle.json cannot be read",
            got=f"{place}: {'.'.join(map(str, first['loc'])) or 'the whole file'}: {first['msg']}",
            allowed="a bundle.json as `peel build` writes it",
            do="take the bundle anew from where it was made, or build it again",
        ) from error


def refuse_newer(data: bytes, place: Path | str) -> None:
    """Raise P659 for a card of a newer Peel; what is no card at all passes."""
    try:
        schema = from_json(data)["schema_"]
    except (ValueError, LookupError, TypeError):
        return
    if isinstance(schema, int) and schema > _SCHEMA:
        raise PeelError(
            "P659",
            "bundle of a newer Peel",
            got=f"{place}: schema {schema}",
            allowed=f"schema {_SCHEMA} or less",
            do=extra.upgrade(),
        )


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
    expected = [_OUTPUT, *([_DISTANCE] if card.stranger else [])]
    if inputs != [_INPUT] or any(port not in outputs for port in expected):
        raise _unfit(f"a file with inputs {inputs} and outputs {outputs}")
    if _names(metadata) != list(card.class_names):
        raise _unfit(f"a file with the classes {_names(metadata)}")


def _unfit(got: str) -> PeelError:
    return PeelError(
        "P661",
        "model does not fit its card",
        got=got,
        allowed="a uint8 input `image`, an output `probabilities`, and the classes of bundle.json",
        do="take the bundle anew from where it was made, or build it again",
    )


def _names(metadata: dict[str, str]) -> Any:
    try:
        return from_json(metadata.get("class_names", "null"))
    except ValueError:
        return metadata["class_names"]


def _check_golden(model: Model, data: bytes) -> None:
    golden = unpack(data)
    answered = model.predict_probabilities(golden.images)
    n_classes = len(model.class_names)
    if not answered.shape == golden.probabilities.shape == (len(golden.images), n_classes):
        raise _unfit(f"{answered.shape} probabilities for {golden.probabilities.shape} golden ones")
    _check_distances(model, golden)
    found = difference(answered, golden.probabilities)
    if not found.largest <= TOLERANCE or found.other_top1:  # NaN is no agreement
        raise PeelError(
            "P662",
            "model answers otherwise here than where it was proven",
            got=f"a probability off by {found.largest:.2g}, {found.other_top1} other classes, on the golden batch",
            allowed=f"at most {TOLERANCE:g}, and the same classes",
            do="use the provider CPUExecutionProvider, or the versions that bundle.json names",
        )


def _check_distances(model: Model, golden: Golden) -> None:
    """Distances are of any size: they may be off by a hundredth of the limit."""
    stranger = model.card.stranger
    if not stranger:
        return
    if golden.distances is None:
        raise _unfit("a golden batch without the distances that the card tells of")
    answered = model.predict_distances(golden.images)
    if not np.abs(answered - golden.distances).max() <= stranger.tolerance:
        raise _unfit("other distances than the golden ones")
