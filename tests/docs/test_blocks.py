"""Every block of the documents that a person would copy runs, or says in a comment before it why it does not."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")),
]
RUN_PAGES = ("README.md", "docs/start.md")
SHOWN = ("text", "csv", "json", "yaml")


class Block(NamedTuple):
    """A fenced block; `reason` is what the comment `<!-- example: ... -->` before it says."""

    line: int
    language: str
    text: str
    reason: str


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text("utf-8")
    form = r"(?:<!-- example:([^>]*)-->\n)?^```(\w*)\n(.*?)^```$"
    return [
        Block(text[: found.start()].count("\n") + 1, found[2], found[3], (found[1] or "").strip())
        for found in re.finditer(form, text, re.MULTILINE | re.DOTALL)
    ]


def script(page: str) -> str:
    """One shell script of all the blocks that are no examples, in one folder, stopped by the first that fails."""
    lines = ["set -eu"]
    for block in blocks(page):
        if block.language not in ("sh", "python") or block.reason:
            continue
        lines.append(f"echo '--- {page}, line {block.line}' >&2")
        lines.append(
            block.text
            if block.language == "sh"
            else f"{shlex.quote(sys.executable)} -W error - <<'END-OF-BLOCK'\n{block.text}END-OF-BLOCK"
        )
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES)
def test_every_block_names_its_language(page: str) -> None:
    known = ("sh", "python", *SHOWN)
    assert [(b.line, b.language) for b in blocks(page) if b.language not in known] == []


@pytest.mark.parametrize("page", sorted(set(PAGES) - set(RUN_PAGES)))
def test_other_pages_hold_examples_only(page: str) -> None:
    """A block that nothing runs says so."""
    assert [b.line for b in blocks(page) if b.language in ("sh", "python") and not b.reason] == []


@pytest.mark.e2e
@pytest.mark.parametrize(
    "page",
    [pytest.param(RUN_PAGES[0], marks=pytest.mark.often), *RUN_PAGES[1:]],
)
def test_blocks_of_page_run(page: str, walk: Any) -> None:
    """Where the same project was built before, so that only the first reader waits."""
    done = walk.run("bash", "-c", script(page), cwd=walk.folder)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
