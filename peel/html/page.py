"""Fills templates to a page that is one file, loads nothing, and gives the same bytes for the same input."""

from __future__ import annotations

import base64
import functools
import hashlib
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from peel.html import words
from peel.html.names import clipped, shown

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 22 22' fill='none' "
    "stroke='%23c2570c' stroke-width='3' stroke-linecap='round'%3E%3Cpath d='M11 2a9 9 0 1 1-8 5'/%3E"
    "%3Ccircle cx='11' cy='11' r='2'/%3E%3C/svg%3E"
)


@functools.cache
def environment(package: str) -> Environment:
    """The templates of `package` (as "peel.report") beside the shared ones.

    Everything that comes from data is escaped; a name that a template lacks is an error.
    """
    pages = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("peel.html")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(
        big=words.big,
        clipped=clipped,
        fixed=words.fixed,
        in_unit=words.value,
        percent=words.percent,
        plain=words.plain,
        short=words.short,
        shown=shown,
        spread=words.spread,
        tiny=words.tiny,
    )
    pages.globals["ends"] = words.ends
    return pages


def fill(pages: Environment, name: str, *, it: Any) -> Markup:
    """The template `name`, a part of a page, with its view `it`."""
    return Markup(pages.get_template(name).render(it=it))


def finish(pages: Environment, name: str, **values: Any) -> str:
    """The whole page of the template `name`, which extends frame.html."""
    style, script = _asset(pages, "page.css"), _asset(pages, "page.js")
    seal = {"style": style, "script": script, "policy": _policy(style, script), "icon": _ICON}
    return pages.get_template(name).render(**values, **seal) + "\n"


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
