"""The whole page: read, look at each section, fill the templates, seal it against the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from peel.report import glossary, words
from peel.report.facts import Facts, read
from peel.report.sections import (
    aside,
    data,
    leaderboard,
    mistakes,
    onion,
    proof,
    provenance,
    result,
    split,
    verdict,
)
from peel.report.steps import steps

# Name (of the template and of the place in the page), title in the contents, and what fills it.
SECTIONS: tuple[tuple[str, str, Callable[[Facts], Any]], ...] = (
    ("verdict", "Verdict", verdict.view),
    ("steps", "What to do next", steps),
    ("data", "Data", data.view),
    ("aside", "Put aside", aside.view),
    ("split", "Sealed test", split.view),
    ("onion", "Onion", onion.view),
    ("leaderboard", "Leaderboard", leaderboard.view),
    ("result", "Result", result.view),
    ("mistakes", "Mistakes", mistakes.view),
    ("proof", "File and model", proof.view),
    ("provenance", "Provenance", provenance.view),
    ("words", "Words", lambda _: glossary.words()),
)
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 22 22' fill='none' "
    "stroke='%23c2570c' stroke-width='3' stroke-linecap='round'%3E%3Cpath d='M11 2a9 9 0 1 1-8 5'/%3E"
    "%3Ccircle cx='11' cy='11' r='2'/%3E%3C/svg%3E"
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One finished section."""

    name: str
    title: str
    body: Markup


def build(project: Path, *, title: str) -> str:
    """The report of the finished run in `project`, as one HTML file that loads nothing.

    The same files give the same page. Raises P771 when a stage has not run yet.
    """
    facts = read(project)
    pages = _environment()
    style, script = _asset(pages, "page.css"), _asset(pages, "sort.js")
    sections = [
        Section(name=name, title=head, body=_fill(pages, name, it=view(facts)))
        for name, head, view in SECTIONS
    ]
    page = pages.get_template("page.html").render(
        title=title,
        badge=verdict.view(facts).badge,
        badge_class=facts.verdict.verdict,
        sections=sections,
        style=style,
        script=script,
        policy=_policy(style, script),
        icon=_ICON,
    )
    return page + "\n"


def _fill(pages: Environment, name: str, *, it: Any) -> Markup:
    """The template of a section with its view, which it calls `it`."""
    return Markup(pages.get_template(f"{name}.html").render(it=it))


def _environment() -> Environment:
    """Everything that comes from data is escaped; a name that a template lacks is an error."""
    pages = Environment(
        loader=PackageLoader("peel.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(
        big=words.big,
        clipped=words.clipped,
        fixed=words.fixed,
        in_unit=words.value,
        meaning=lambda name: glossary.MEANINGS.get(name, ""),
        percent=words.percent,
        plain=words.plain,
        short=words.short,
        shown=words.shown,
        spread=words.spread,
        tiny=words.tiny,
    )
    pages.globals["ends"] = words.ends
    return pages


def _asset(pages: Environment, name: str) -> Markup:
    """A file of the package as it is, for inside a style or script element."""
    return Markup(pages.get_template(name).render())


def _policy(style: str, script: str) -> str:
    """Forbid every request, and every style and script but the two of this page."""
    return (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
