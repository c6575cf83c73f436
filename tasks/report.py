"""The stage that writes the report: everything that the other stages found out, on one page."""

from __future__ import annotations

from pathlib import Path

from peel import files
from peel.params.load import load
from peel.report.advice import advice
from peel.report.build import page_of
from peel.report.facts import read
from tasks.stage import run

PAGE, ADVICE = Path("data/report/report.html"), Path("data/report/advice.json")


def main() -> str:
    """Read what the stages wrote, and write the page and the list of advice."""
    facts = read(Path())
    page = page_of(facts, title=load().report.title)
    files.write_text(PAGE, page)
    files.write_text(ADVICE, advice(facts).to_json())
    return f"{PAGE}, {len(page.encode()) / 1e6:.1f} MB, one file that needs no network"


if __name__ == "__main__":
    run("report", main)
