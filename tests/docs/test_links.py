"""Every link inside the documents leads to a file, and every anchor to a heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changelog.d").glob("*.md")]
)


def _without_code(text: str) -> str:
    return re.sub(r"```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _without_code(page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _is_alive(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in _anchors(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text("utf-8")))
    inside = [link for link in links if not re.match(r"https?://", link)]
    assert [link for link in inside if not _is_alive(page, link)] == []


def test_every_page_is_found_from_the_first() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    pages = [
        page for room in ("how-to", "reference") for page in (ROOT / "docs" / room).glob("*.md")
    ]
    names = [page.relative_to(ROOT).as_posix() for page in pages]
    assert [name for name in names if f"]({name})" not in readme] == []


def test_links_outside_are_encrypted() -> None:
    plain = [page.name for page in PAGES if "](http://" in page.read_text("utf-8")]
    assert plain == []
