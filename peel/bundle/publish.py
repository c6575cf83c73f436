"""Deploy a candidate: all of its files take the place of the bundle in one step, or none does."""

from __future__ import annotations

import shutil
from pathlib import Path

from peel.bundle.files import CARD, MODELS
from peel.bundle.load import load, read_card, refuse_newer
from peel.errors import PeelError
from peel.files import new_folder


def publish(candidate: Path, bundle: Path) -> bool:
    """Put the candidate's folder at `bundle`; returns whether it took over.

    It does when its verdict is `pass`, or when no bundle that passed stands there; else the champion
    stays as it is. The candidate is loaded and checked first: a file that is damaged or does not
    answer as it was proven is refused (P655 to P662) and never stands at `bundle`.
    """
    card = load(candidate).card
    if card.verdict.verdict != "pass" and _has_champion(bundle):
        return False
    with new_folder(bundle) as folder:
        for path in sorted(path for path in candidate.iterdir() if path.is_file()):
            shutil.copyfile(path, folder / (MODELS[0] if path.name in MODELS else path.name))
    return True


def _has_champion(bundle: Path) -> bool:
    """By its card alone: a champion whose files are damaged is no reason to deploy a model that failed."""
    card = bundle / CARD
    if not card.is_file():
        return False
    data = card.read_bytes()
    refuse_newer(data, bundle)  # not ours to replace
    try:
        return read_card(data, bundle).verdict.verdict == "pass"
    except PeelError:
        return False
