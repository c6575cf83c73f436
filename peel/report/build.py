"""The whole page: read, look at each section, fill the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from peel.html import page, words
from peel.report import glossary
from peel.report.advice import advice
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

# Name (of the template and of the place in the page), title in the contents, and what fills it.
SECTIONS: tuple[tuple[str, str, Callable[[Facts], Any]], ...] = (
    ("verdict", "Verdict", verdict.view),
    ("steps", "What to do next", lambda facts: advice(facts).steps),
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
    return page_of(read(project), title=title)


def page_of(facts: Facts, *, title: str) -> str:
    """The same from what was read."""
    told = advice(facts)
    pages = _environment()
    sections = [
        Section(name=name, title=head, body=_fill(pages, name, it=view(facts)))
        for name, head, view in SECTIONS
    ]
    return page.finish(
        pages,
        "page.html",
        title=title,
        badge=verdict.view(facts).badge,
        badge_class=facts.verdict.verdict,
        cautions=told.cautions,
        sections=sections,
    )


def _fill(pages: Environment, name: str, *, it: Any) -> Markup:
    """The template of a section with its view, which it calls `it`."""
    return Markup(pages.get_template(f"{name}.html").render(it=it))


def _environment() -> Environment:
    """The shared pieces and the words of the report."""
    pages = page.environment("peel.report")
    pages.filters.update(
        big=words.big,
        fixed=words.fixed,
        in_unit=words.value,
        meaning=lambda name: glossary.MEANINGS.get(name, ""),
        percent=words.percent,
        plain=words.plain,
        short=words.short,
        spread=words.spread,
        tiny=words.tiny,
    )
    pages.globals["ends"] = words.ends
    return pages
