"""Every event has a name, and survives the way to a file and back."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest

from peel.types.event import NAMES, Event, from_fields, to_fields

VALUES = {"str": "words", "float": 1.5, "int": 3, "int | None": None}


@pytest.mark.parametrize("kind", NAMES.values(), ids=lambda kind: kind.__name__)
def test_event_survives_json(kind: type[Event]) -> None:
    event = kind(**{field.name: VALUES[str(field.type)] for field in fields(kind)})
    assert from_fields(json.loads(json.dumps(to_fields(event)))) == event


@pytest.mark.parametrize("told", [None, 7, [], {}, {"event": "song"}, {"event": "warning"}])
def test_anything_else_is_no_event(told: object) -> None:
    assert from_fields(told) is None
