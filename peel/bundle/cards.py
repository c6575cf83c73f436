"""bundle.json of every form that a Peel has written, as the card of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from peel.errors import PeelError
from peel.project import extra
from peel.text import from_json
from peel.types.bundle import Card
from peel.types.stranger import Stranger

_SCHEMA: int = Card.model_fields["schema_"].default


def read_card(data: bytes, place: Path | str) -> Card:
    """The card in the bytes of bundle.json; raises P658 (cannot be read), P659 (of a newer Peel)."""
    refuse_newer(data, place)
    try:
        return Card.model_validate(_today(from_json(data)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole file"
        raise _unreadable(f"{place}: {where}: {first['msg']}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _unreadable(f"{place}: {error}") from error


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


def _today(told: Any) -> Any:
    """Forms 1 and 2 knew one network, and probabilities of classes alone."""
    if not isinstance(told, dict) or told.get("schema_", _SCHEMA) >= 3:
        return told
    card = dict(told) | {"schema_": _SCHEMA}
    names = card.pop("class_names")
    n, parity = len(names), card.pop("parity")
    shares = {"name": "probabilities", "shape": ["n", n], "tolerance": 1e-3, "meaning": ""}
    card["outputs"] = [shares]
    if card.get("stranger"):
        output = Stranger.model_validate(card["stranger"]).output
        card["outputs"].append(output.model_dump())
    card["space"] = {"names": names}
    card["id"] = card["model_sha256"][:12]
    network = card.pop("backbone")
    branch = {"name": network, "backbone": network, "key": "", "image": card.pop("image")}
    card["branches"] = [branch]
    card["models_judged"] = card.pop("looks")
    forms = parity.get("forms", {})
    card["parity"] = {
        "n": parity.get("n", 0),
        "tolerance": parity.get("tolerance", 0),
        "margin": parity.get("margin", 0),
        "same": parity.get("same", True),
        "outputs": {},
        "forms": {
            name: {"n": one["n"], "largest": one["largest"], "changed": one["top1"]}
            for name, one in forms.items()
        },
    }
    return card


def _unreadable(got: str) -> PeelError:
    return PeelError(
        "P658",
        "bundle.json cannot be read",
        got=got,
        allowed="a bundle.json as `peel build` writes it",
        do="take the bundle anew from where it was made, or build it again",
    )
