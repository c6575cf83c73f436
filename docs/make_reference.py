"""Writes docs/reference/ from what it describes: the parameters, the commands, the problem kinds."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from peel.cli.main import app
from peel.params.sections import Params
from peel.problem import Finder, Learner, Problem, find, find_learner, is_trainable, known

FOLDER = Path(__file__).resolve().parent / "reference"
NOTE = (
    "<!-- Made by `make docs`; a test compares. Change the descriptions in {source} instead. -->\n"
)
LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minLength": "not empty",
    "minItems": "at least {} of them",
}
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "null": "empty",
}


def params_page() -> str:
    """docs/reference/params.md: a heading for every section and every key."""
    lines = [
        "# Parameters\n",
        NOTE.format(source="peel/params/sections.py"),
        "Everything that you can set stands in `params.yaml`, one section a stage. A stage sees its own"
        " section and those that `dvc.yaml` names for it; a change re-runs that stage and what follows."
        " A wrong key or value is refused with file, line and what is allowed.\n",
    ]
    for name, field in Params.model_fields.items():
        section: Any = field.annotation
        lines += [f"## {field.alias or name}\n", f"{section.__doc__.splitlines()[0]}\n"]
        lines += _keys(field.alias or name, section.model_json_schema()["properties"])
    return "\n".join(lines)


def _keys(section: str, schema: dict[str, dict[str, Any]]) -> Iterator[str]:
    for key, value in schema.items():
        meaning = value["description"]
        yield f"### {section}.{key}\n"
        yield f"{meaning[0].upper()}{meaning[1:]}.\n"
        yield f"- allowed: {_allowed(value)}\n- default: `{json.dumps(value['default'])}`\n"


def _allowed(schema: dict[str, Any]) -> str:
    """What a key takes, in words: `whole number, at least 64, at most 512`."""
    if "anyOf" in schema:
        return " or ".join(_allowed(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    words = [TYPES[schema["type"]]]
    if schema["type"] == "array":
        words[0] += f" of {_allowed(schema['items'])}"
    return ", ".join(
        words + [form.format(schema[key]) for key, form in LIMITS.items() if key in schema]
    )


def cli_page() -> str:
    """docs/reference/cli.md: a heading for every command, a table of its options."""
    lines = [
        "# Commands\n",
        NOTE.format(source="peel/cli/"),
        "`peel --help` and `peel COMMAND --help` show the same.\n",
    ]
    for name, command in _commands("peel", typer.main.get_command(app)):
        lines += [f"## {name}\n", f"{(command.help or '').strip()}\n", *_usage(name, command)]
    return "\n".join(lines)


def _commands(name: str, command: Any) -> Iterator[tuple[str, TyperCommand]]:
    if not isinstance(command, TyperGroup):
        yield name, command
        return
    for key in sorted(command.commands):
        yield from _commands(f"{name} {key}", command.commands[key])


def _usage(name: str, command: TyperCommand) -> Iterator[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    yield f"```text\n{command.get_usage(context).removeprefix('Usage: ')}\n```\n"
    yield "| argument or option | meaning |\n|---|---|"
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    yield "".join(
        f"| `{_cell(left)}` | {_cell(right)} |\n" for left, right in filter(None, records)
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def problems_page() -> str:
    """docs/reference/problems.md: a heading for every kind of problem."""
    lines = [
        "# Kinds of problem\n",
        NOTE.format(source="peel/problems/"),
        "`problem.kind` in `params.yaml` says what is predicted. A kind is a folder in `peel/problems/`, or the entry point"
        " `peel.problems` of another package; nothing else names it. `peel/problem.py` says what it must answer, and"
        " `peel.testing.problems` holds the checks that a kind of your own must pass.\n",
    ]
    for kind in (name for name in known() if is_trainable(name)):
        lines += [f"## {kind}\n", *_kind(find(kind), find_learner(kind))]
    return "\n".join(lines)


def _kind(problem: Problem, learner: Learner | Finder) -> Iterator[str]:
    module: Any = sys.modules[type(problem).__module__]
    yield f"{module.__doc__.partition(':')[0]}.\n"
    yield f"- score: {problem.metric.name}; `gate.metric` may also be {', '.join(problem.metrics[1:])}"
    yield f"- a label is given as: {problem.widget}"
    if isinstance(learner, Finder):
        yield "- learnt from maps of whole pictures, in two stages\n"
    else:
        yield f"- heads that the search tries: {', '.join(head.name for head in learner.heads())}"
        yield f"- ways in which a depth becomes a vector: {', '.join(learner.poolings(has_expansion=True))}\n"
    yield "| what the labelled items must hold | else |\n|---|---|"
    stops = {"critical": "the run stops", "warning": "a warning"}
    yield "".join(
        f"| {rule['what']} | {stops[rule['severity']]} |\n" for rule in problem.expectations()
    )


PAGES = {"params.md": params_page, "cli.md": cli_page, "problems.md": problems_page}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, page in PAGES.items():
        (FOLDER / file).write_text(page(), encoding="utf-8")
