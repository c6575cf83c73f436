"""The file answers as the model does: what was compared, and the largest difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peel.report import words
from peel.report.facts import Facts


@dataclass(frozen=True, kw_only=True)
class View:
    """One sentence and the figures behind it."""

    sentence: str
    rows: tuple[tuple[str, str], ...]


def view(facts: Facts) -> View:
    """The parity that evaluate measured; export refuses a file that differs."""
    parity = facts.evaluation["parity"]
    differences, largest = parity["top1_differences"], parity["max_probability_difference"]
    compared = words.count(parity["n"], "test picture")
    if differences:
        sentence = (
            f"{words.count(differences, 'answer').capitalize()} of {parity['n']:,} differed between the file and the model "
            "it was made from."
        )
    else:
        sentence = (
            f"The ONNX file itself was scored, from raw pixels. On all {compared} it gave the same answers as the "
            f"model it was made from; no probability differed by more than {words.tiny(largest)}."
        )
    rows = [
        ("Pictures compared", f"{parity['n']:,}"),
        ("Different answers", f"{differences:,}"),
        ("Largest difference of a probability", words.tiny(largest)),
        ("Batch sizes", _listed(parity.get("batches"))),
        ("Forms of input", _listed(parity.get("forms"))),
    ]
    return View(sentence=sentence, rows=tuple((name, text) for name, text in rows if text))


def _listed(found: Any) -> str:
    """A list in words, whether it came as a list or as counts by name."""
    if not found:
        return ""
    if isinstance(found, dict):
        return ", ".join(f"{words.shown(k)}: {words.shown(v)}" for k, v in sorted(found.items()))
    return ", ".join(words.shown(one) for one in found) if isinstance(found, list) else str(found)
