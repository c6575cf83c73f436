"""Writes params.yaml: one value with all comments kept, or the whole file with every key explained."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter

from peel.params.load import parse
from peel.params.sections import Params

_WIDTH = 100
Value = str | float | tuple[str, ...] | None
# Names in their section that an earlier Peel had for a key: a file must not say both.
_OLD = {"ingest.sources": "source"}
_HEADING = "The one place where you set values; a changed one re-runs the stages that depend on it."


def set_value(text: str, key: str, *, value: Value) -> str:
    r"""The file's `text` with `key` (section.name) set to `value`; comments, order and quotes stay.

    Raises P102 to P104 when the text, the key or the value is refused; nothing is half set.

    >>> print(set_value("gate:\n  threshold: 0.9  # mine", "gate.threshold", value=0.8))
    gate:
      threshold: 0.8  # mine
    <BLANKLINE>
    """
    parse(text)
    yaml = _round_trip()
    document = yaml.load(text)
    if document is None:  # an empty file, or one of comments alone, which ruamel would drop
        return set_value(f"{text.rstrip()}\n{key.split('.')[0]}: {{}}\n".lstrip(), key, value=value)
    section, name = key.split(".")
    if not document.get(section):
        document[section] = {}
    if _OLD.get(key) in document[section]:
        _rename(document[section], _OLD[key], new=name)
    document[section][name] = _flow(value) if isinstance(value, tuple) else value
    out = io.StringIO()
    yaml.dump(document, out)
    parse(out.getvalue())
    return out.getvalue()


def _rename(section: CommentedMap, old: str, *, new: str) -> None:
    """The key under its new name, in its place and with the comment behind it."""
    place, comment = list(section).index(old), section.ca.items.get(old)
    section.insert(place, new, section.pop(old))
    if comment is not None:
        section.ca.items[new] = comment


def _flow(values: tuple[str, ...]) -> CommentedSeq:
    """A list in one line, as the template has it."""
    found = CommentedSeq(values)
    found.fa.set_flow_style()
    return found


def template() -> str:
    """The text of params.yaml with every default, and above each key what its description says."""
    parts = [_comment(_HEADING)]
    for name, field in Params.model_fields.items():
        section = field.get_default()
        head = f"\n{_comment((type(section).__doc__ or '').strip())}{field.alias or name}:\n"
        parts.append(head + _section(section))
    return "".join(parts)


def _section(section: BaseModel) -> str:
    lines = ""
    for name, field in type(section).model_fields.items():
        lines += _comment(field.description or "", "  ")
        lines += f"  {name}: {_scalar(getattr(section, name))}\n"
    return lines


def _comment(words: str, indent: str = "") -> str:
    lead = indent + "# "
    return textwrap.fill(words, _WIDTH, initial_indent=lead, subsequent_indent=lead) + "\n"


def _scalar(value: Any) -> str:
    """One value as YAML writes it: lists in one line, None as null."""
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return "[" + ", ".join(_scalar(one) for one in value) + "]"
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(value, out)
    return out.getvalue().removesuffix("...\n").strip()


def _round_trip() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # a long path must not be folded over two lines
    yaml.Representer = _Representer
    return yaml


class _Representer(RoundTripRepresenter):
    """Writes None as the word null, as the template does; ruamel leaves the place empty."""


_Representer.add_representer(
    type(None), lambda self, _: self.represent_scalar("tag:yaml.org,2002:null", "null")
)
