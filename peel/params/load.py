"""Reads params.yaml; a wrong file is refused with its line, the key, the value, what is allowed and the nearest known key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from peel.errors import PeelError
from peel.params.bounds import refuse_large
from peel.params.sections import Params
from peel.text import brief

FILE = Path("params.yaml")
_EFFORTS = ("quick", "balanced", "thorough")
_SURE = 0.975  # what gate.sure asked for: the lower end of the 95 % interval
_ODD_VALUES = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
Key = tuple[int | str, ...]


def load(path: Path = FILE) -> Params:
    """The parameters in the file at `path`; raises P101 (unreadable), P102 (not YAML), P103 (unknown key), P104 (value)."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    return parse(text, name=path.name)


def parse(text: str, *, name: str = FILE.name) -> Params:
    """The parameters in `text`, which errors call the file `name`.

    >>> parse("gate: {threshold: 0.8}").gate.threshold
    0.8
    """
    values = _read_yaml(text, name)
    try:
        return Params.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = f"{name} line {_line(text, first['loc'])}"
        if first["type"] == "invalid_key":
            raise _not_yaml(name, f"the key {first['loc'][-1]}, which is no word") from error
        if first["type"] == "extra_forbidden":
            raise _unknown_key(where, first["loc"]) from error
        raise _refused_value(
            where, first["loc"], value=first["input"], rule=_rule(first)
        ) from error


def keys(model: type[BaseModel] = Params, before: str = "") -> Iterator[str]:
    """Every key with its section, in the order of the file.

    >>> next(keys())
    'problem.kind'
    """
    for name, field in model.model_fields.items():
        key, inner = before + (field.alias or name), field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from keys(inner, key + ".")
        else:
            yield key


def nearest(key: str) -> str:
    """The known key that looks most like `key`; a key in the wrong section finds its right one.

    >>> nearest("split.testshare")
    'split.test_share'
    """
    known = list(keys())
    for one in known:
        if one.split(".")[-1] == key.split(".")[-1]:
            return one
    sections = list(dict.fromkeys(one.split(".")[0] for one in known))
    return difflib.get_close_matches(key, known if "." in key else sections + known, 1, 0)[0]


def description(key: str) -> str:
    """What the description of a key says, or of the section that holds it; empty for an unknown one."""
    model: type[BaseModel] = Params
    words = ""
    for part in key.split("."):
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if part not in fields:
            break
        inner = fields[part].annotation
        words = fields[part].description or ""
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model, words = inner, (inner.__doc__ or "").strip()
    return words


def _read_yaml(text: str, name: str) -> dict[str, Any]:
    try:
        refuse_large(text)
        values = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        problem = str(getattr(error, "problem", "") or error).splitlines()[0]
        raise _not_yaml(f"{name} line {mark.line + 1 if mark else 1}", problem) from error
    except (
        _ODD_VALUES
    ) as error:  # a number of 5,000 digits, the 99th of a month, lists in lists in lists
        raise _not_yaml(f"{name} line 1", f"a value that cannot be read: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _not_yaml(f"{name} line 1", f"{type(values).__name__} instead of sections")
    return _modern({key: {} if value is None else value for key, value in values.items()})


def old_words(text: str) -> list[str]:
    """What a person should know about keys of an earlier Peel in the file's `text`.

    >>> old_words("gate: {sure: true}")
    ['gate.sure: true in params.yaml is read as gate.chance: 0.975; write that instead']
    """
    values = YAML(typ="safe", pure=True).load(text) or {}
    sections = (values.get(name) or {} for name in ("ingest", "gate", "search"))
    ingest, gate, search = sections
    return [*_old_source(ingest), *_old_sure(gate), *_old_effort(search)]


def _old_source(ingest: dict[str, Any]) -> list[str]:
    if "source" not in ingest:
        return []
    if "sources" in ingest:
        return ["ingest.source in params.yaml says nothing beside ingest.sources; delete the line"]
    new = f"ingest.sources: [{ingest['source']}]"
    return [f"ingest.source in params.yaml is read as {new}; write that instead"]


def _old_sure(gate: dict[str, Any]) -> list[str]:
    if "sure" not in gate:
        return []
    if gate["sure"] and "chance" not in gate:
        return [
            f"gate.sure: true in params.yaml is read as gate.chance: {_SURE}; write that instead"
        ]
    return ["gate.sure in params.yaml says nothing any more; delete the line"]


def _old_effort(search: dict[str, Any]) -> list[str]:
    """It promised more work and did none."""
    if "effort" not in search:
        return []
    return ["search.effort in params.yaml says nothing any more; delete the line"]


def _modern(values: dict[str, Any]) -> dict[str, Any]:
    """The same with `gate.sure` and `ingest.source` of an earlier Peel as what they stood for, and no `search.effort`."""
    gate, ingest, search = (values.get(name) for name in ("gate", "ingest", "search"))
    if isinstance(search, dict) and search.get("effort") in _EFFORTS:
        kept = {key: value for key, value in search.items() if key != "effort"}
        values = {**values, "search": kept}
    if isinstance(gate, dict) and isinstance(gate.get("sure"), bool):
        kept = {key: value for key, value in gate.items() if key != "sure"}
        values = {**values, "gate": {"chance": _SURE, **kept} if gate["sure"] else kept}
    if isinstance(ingest, dict) and isinstance(ingest.get("source"), str) and ingest["source"]:
        kept = {key: value for key, value in ingest.items() if key != "source"}
        values = {**values, "ingest": {"sources": [ingest["source"]], **kept}}
    return values


def _line(text: str, loc: Key) -> int:
    """The line on which the key `loc` stands, else that of the deepest part of it that stands anywhere."""
    node, line = YAML(typ="rt", pure=True).load(text), 0
    for part in loc:
        try:
            line = (node.lc.item(part) if isinstance(part, int) else node.lc.key(part))[0]
            node = node[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1


def _dotted(loc: Key) -> str:
    return ".".join(str(part) for part in loc)


def _rule(error: Mapping[str, Any]) -> str:
    """What would be allowed, in words: `Input should be less than 1` becomes `less than 1`."""
    if error["type"] == "model_type":
        return "a section with `key: value` lines"
    if error["type"] == "tuple_type":
        return "a list: [one] or [one, another]"
    words = re.sub(r"^(Value error, |(Input|Tuple|String) should (be|have) )", "", error["msg"])
    # pydantic adds how it failed: `a valid number, unable to parse string as a number`
    return words.replace(" after validation", "").partition(", unable to ")[0]


def _unreadable(path: Path, error: Exception) -> PeelError:
    return PeelError(
        "P101",
        f"{path.name} cannot be read",
        got=f"{path} ({getattr(error, 'strerror', None) or 'not UTF-8 text'})",
        allowed="a text file with the parameters",
        do="run this in a project's folder, or make one with: peel init DIR",
    )


def _not_yaml(where: str, problem: str) -> PeelError:
    return PeelError(
        "P102",
        f"{where}: not the YAML of a parameter file",
        got=problem,
        allowed="sections with `key: value` lines, each key once",
        do="mend that line; strings with : or # in them need quotes",
    )


def _unknown_key(where: str, loc: Key) -> PeelError:
    key = _dotted(loc)
    return PeelError(
        "P103",
        f"{where}: unknown parameter",
        got=key,
        allowed=f"the keys of the template, the nearest is {nearest(key)}",
        do="rename the key, move it to its section, or delete the line",
    )


def _refused_value(where: str, loc: Key, *, value: object, rule: str) -> PeelError:
    key = _dotted(loc)
    return PeelError(
        "P104",
        f"{where}: {key} refused",
        got=brief(value),
        allowed=rule,
        do=f"set {key}: {description(key)}",
    )
