"""validation.html: what was checked and what was put aside, on one page that needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peel import text
from peel.html import page
from peel.sources.pictures import FILM
from peel.types.validation import Validation

_MOST_ROWS = 200
# Reasons in words, in the order in which they are shown; what is not named here comes first, as "Other files".
TITLES = {
    "P301": "Empty files",
    "P302": "Files that are no picture we can read",
    "P303": "Pictures with too many pixels",
    "P304": "Broken or cut short pictures",
    "P305": "Pictures whose colours have no single meaning",
    "P306": "16-bit pictures with too narrow a range",
    "P307": "Pictures in their transparency alone",
    "P320": "Pictures that are too small",
    "P321": "One picture under two labels",
    "P322": "Copies of a picture that is used",
    "P323": "Labels with a single picture",
}


def render(
    validation: Validation,
    *,
    quarantine: Sequence[Mapping[str, Any]],
    skipped: Sequence[Mapping[str, Any]],
) -> str:
    """The page as HTML.

    `quarantine` are the rows of quarantine.csv (path, line, label, code, reason, do), `skipped` those that ingest
    left out before. No clock, no address, no path of this machine: the same result gives the same bytes.
    """
    groups = [_group("Left out when the source was read", skipped)] if skipped else []
    by_code = {
        code: [row for row in quarantine if row["code"] == code] for code in _codes(quarantine)
    }
    groups += [_group(TITLES.get(code, "Other files"), rows) for code, rows in by_code.items()]
    return page.finish(
        page.environment("peel.validation"),
        "validation.html",
        it=validation,
        groups=groups,
        n_found=validation.n_items + len(skipped),
        n_aside=len(quarantine) + len(skipped),
        n_skipped=len(skipped),
        films=_films(skipped),
        lost=text.lost(validation.lost),
    )


def _films(skipped: Sequence[Mapping[str, Any]]) -> str:
    """What most people do not expect: that films beside pictures are not learnt from."""
    n = sum(row["reason"] == FILM for row in skipped)
    if not n:
        return ""
    verb = "was" if n == 1 else "were"
    return (
        f"{text.counted(n, 'film')} {verb} left out, because pictures lie beside: a model learns from films or from pictures. "
        "To learn from the films, give a folder of films alone."
    )


def _codes(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({str(row["code"]) for row in rows})


def _group(title: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One reason with its rows; beyond a few hundred the page would only be slow, and the CSV has all."""
    return {
        "title": title,
        "n": len(rows),
        "rows": rows[:_MOST_ROWS],
        "more": max(len(rows) - _MOST_ROWS, 0),
    }
