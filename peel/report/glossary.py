"""Each technical word of the report, explained once: the page's own, and those of the kind, as far as it uses them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from peel.types.report import Word

_LINK = re.compile(r'href="#word-(\w+)"')
_WORDS = {
    "depth": (
        "Depth",
        "How many blocks of a network are kept, counted from the picture. Early ones see edges and colours, late ones "
        "parts and things; what lies behind the depth is cut away.",
    ),
    "digest": (
        "Digest",
        "A fingerprint of a file: another content has another one. Here always SHA-256.",
    ),
    "head": (
        "Head",
        "The small part on top of a network that turns its features into an answer; the only part that was fitted here.",
    ),
    "interval": (
        "Interval (95%)",
        "Where the true value lies, as far as so many pictures can tell: of a hundred such intervals about 95 hold it.",
    ),
    "leak": (
        "Leak",
        "A test picture of which a copy was among the training pictures: its answer is remembered, not found.",
    ),
    "outoffold": (
        "Measured on training pictures",
        "Each picture is answered by what was fitted without it, so that the score is honest before the test is opened.",
    ),
    "score": ("Score", "The one number that is compared with the threshold."),
    "test": (
        "Sealed test",
        "Pictures that were set aside before anything was learnt, and opened only to measure the finished file.",
    ),
    "shrinkage": (
        "Shrinkage",
        "How strongly a head is held back from trusting few pictures; more is more careful.",
    ),
    "threshold": (
        "Threshold",
        "The score that you asked for: gate.threshold in params.yaml.",
    ),
}


def words(own: Sequence[Word]) -> list[Word]:
    """The words of every page and the kind's own ones, in the order of the alphabet."""
    every = [Word(id=id, term=term, meaning=meaning) for id, (term, meaning) in _WORDS.items()]
    return sorted([*every, *own], key=lambda word: word.term.lower())


def used(own: Sequence[Word], bodies: Sequence[str]) -> list[Word]:
    """Those of `words` that the bodies of sections link to: the page explains what it says, and nothing else."""
    linked = {found for body in bodies for found in _LINK.findall(body)}
    return [word for word in words(own) if word.id in linked]
