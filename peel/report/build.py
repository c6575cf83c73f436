"""The whole page: read, look at each section, fill the templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment

from peel.html import page
from peel.report import glossary
from peel.report.advice import advice
from peel.report.facts import Facts, read
from peel.report.sections import (
    aside,
    clips,
    data,
    leaderboard,
    onion,
    proof,
    provenance,
    result,
    split,
    verdict,
)
from peel.types.report import Section

# Name (of the template and of the place in the page), title in the contents, and what fills it.
Filled = tuple[str, str, Callable[[Facts], Any]]
FIRST: tuple[Filled, ...] = (
    ("verdict", "Verdict", verdict.view),
    ("steps", "What to do next", lambda facts: advice(facts).steps),
    ("data", "Data", data.view),
    ("clips", "Clips", clips.view),
    ("aside", "Put aside", aside.view),
    ("split", "Sealed test", split.view),
    ("onion", "Onion", onion.view),
    ("leaderboard", "Leaderboard", leaderboard.view),
    ("result", "Result", result.view),
)
# Those of the kind stand between.
LAST: tuple[Filled, ...] = (
    ("proof", "File and model", proof.view),
    ("provenance", "Provenance", provenance.view),
)


def build(project: Path, *, title: str) -> str:
    """The report of the finished run in `project`, as one HTML file that loads nothing.

    The same files give the same page. Raises P771 when a stage has not run yet.
    """
    return page_of(read(project), title=title)


def page_of(facts: Facts, *, title: str) -> str:
    """The same from what was read."""
    told = advice(facts)
    pages = page.environment("peel.report")
    told_of = [one for one in FIRST if one[0] not in _silent(facts)]
    first, last = ([_fill(pages, one, facts=facts) for one in each] for each in (told_of, LAST))
    told_sections = [*first, *facts.report.sections(facts.findings), *last]
    words = glossary.used(facts.report.glossary, [section.body for section in told_sections])
    body = page.fill(pages, "words.html", it=words)
    sections = [*told_sections, Section(name="words", title="Words", body=body)]
    return page.finish(
        pages,
        "page.html",
        title=title,
        badge=verdict.view(facts).badge,
        badge_class=facts.verdict.verdict,
        cautions=told.cautions,
        whole=facts.ingest.frames > 1,
        sections=sections,
    )


def _silent(facts: Facts) -> set[str]:
    """Sections that compare what was tried, where one thing alone was tried, and that on clips, where there are none."""
    compared = {
        "onion": len(facts.onion),
        "leaderboard": len(facts.leaderboard),
        "clips": facts.ingest.frames,
    }
    silent = {name for name, n in compared.items() if n < 2}
    # Maps end at few depths, and heads without a log loss are of maps: there is no curve to draw.
    return silent | {"onion"} if facts.choice.log_loss is None else silent


def _fill(pages: Environment, filled: Filled, *, facts: Facts) -> Section:
    name, title, view = filled
    return Section(name=name, title=title, body=page.fill(pages, f"{name}.html", it=view(facts)))
