"""The stage that writes the report: everything that the other stages found out, on one page."""

from __future__ import annotations

from pathlib import Path

from peel import files
from peel.params.load import load
from peel.report.build import build
from tasks.stage import run

PAGE = Path("data/report/report.html")


def main() -> str:
    """Read what the stages wrote, and write the page."""
    page = build(Path(), title=load().report.title)
    files.write_text(PAGE, page)
    return f"{PAGE}, {len(page.encode()) / 1e6:.1f} MB, one file that needs no network"


if __name__ == "__main__":
    run("report", main)
