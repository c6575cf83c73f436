"""Stage validate: every item decoded once -> the good ones, the quarantine list and a page."""

from __future__ import annotations

from pathlib import Path

from peel.params.load import load
from peel.problem import find
from peel.validation.validate import validate
from tasks.stage import run


def main() -> str:
    """Check what ingest wrote."""
    params = load()
    found = validate(
        Path("data/ingest"),
        Path("data/validate"),
        limits=params.validate_,
        kind=find(params.problem.kind),
    )
    aside = found.n_items - found.n_good
    met, rules = sum(one["success"] for one in found.expectations), len(found.expectations)
    where = " (data/validate/quarantine.csv)" if aside or found.n_left_out else ""
    return f"{found.n_good} items are good, {aside} put aside{where}, {met} of {rules} rules met"


if __name__ == "__main__":
    run("validate", main)
